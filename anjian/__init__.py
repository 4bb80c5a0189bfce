"""Anjian 安监: official work-safety documents carried out as data."""
