"""Places (行政区划): divisions from the province to the village, each with its days."""
