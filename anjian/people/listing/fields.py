"""What a sheet of people or of bodies may tell (栏目), with the headers that offices use for it."""

from __future__ import annotations

from anjian.sheets.events import Field

POSTS: tuple[Field, ...] = (
    Field("name", "姓名", ("人员姓名", "干部姓名", "名字"), required=True),
    Field(
        "body", "单位", ("工作单位", "所在单位", "单位名称", "机构", "部门", "任职单位"), True, "按登记的机构名称填写"
    ),
    Field(
        "post", "职务", ("现任职务", "职务名称", "岗位", "担任职务", "任职职务"), True, "一行一个职务；一人两职写两行"
    ),
    Field(
        "since",
        "任职时间",
        ("任职日期", "任现职时间", "到任时间", "任职起始时间"),
        hint="2024-03-15；空着按导入时选的日子",
    ),
    Field("until", "离任时间", ("离任日期", "免职时间", "任职截止时间", "挂职截止时间"), hint="还在任的空着"),
    Field("code", "工号", ("人员编号", "编号", "人员代码", "干部编号"), hint="有工号的同名人员不会混淆"),
    Field("cls", "职务类别", ("类别", "岗位类别", "职务性质"), hint="规则按类别找责任人；空着按导入时选的类别"),
    Field("kind", "任职方式", ("任职类型", "任职性质"), hint="任职、代理、挂职；空着为任职"),
    Field("ground", "依据", ("任职文号", "任职依据", "文号"), hint="任免文件的文号"),
)
"""People with their posts (人员和职务)."""

BODIES: tuple[Field, ...] = (
    Field("name", "单位名称", ("单位", "机构名称", "名称", "部门名称"), required=True),
    Field("place", "所在地", ("行政区划", "区划", "区划代码", "所属地区", "地区"), True, "区划代码或名称"),
    Field("cls", "机构类别", ("类别", "单位类别", "机构性质"), True, "政府、党委、部门、安委会……多个用顿号分开"),
    Field("functions", "职能", ("主要职能", "监管职能", "职责"), hint="安全生产综合监管、煤炭……多个用顿号分开"),
    Field("since", "成立日期", ("成立时间", "设立日期", "设立时间"), hint="空着按导入时选的日子"),
    Field("superior", "上级主管单位", ("垂直管理单位", "主管单位"), hint="垂直管理的才填"),
)
"""Bodies (机构)."""
