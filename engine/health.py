"""What an operator looks at first: can this office work, and if not, what to do. Changes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bpmn.errors import BpmnError
from engine.assembly import connectors_of, open_office
from engine.config import Settings
from engine.errors import SealflowError
from engine.inventory import changes, inventory
from engine.notices import NO_NOTICES, reach
from engine.office import Office
from engine.oidc import Login
from engine.store import questions, queue, scans
from engine.store.tables import DEAD, INFECTED, UNCHECKED
from engine.terms import Titled
from engine.workplace import system_time
from signing.errors import SigningError

LEAST_FREE_BYTES = 500_000_000
_NOTHING = Titled("", "")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: Titled
    remedy: Titled = _NOTHING


def examine(settings: Settings, *, now: Callable[[], datetime] = system_time) -> list[Check]:
    """Every check; those that need an open office are left out when it cannot be opened."""
    checks = [_home(settings)]
    try:
        office = open_office(settings, now=now)
    except (SealflowError, SigningError, OSError) as error:
        checks.append(_error("office", error))
        return checks
    looks: list[Callable[[Office], Check]] = [
        _database, _files, _keys, _calendar, _inventory, _fonts, _matters, _connectors, _notices, _scanner, _provider,
        _jobs, _record,
    ]  # fmt: skip
    for look in looks:
        try:
            checks.append(look(office))
        except (SealflowError, SigningError, BpmnError, OSError) as error:
            checks.append(_error(look.__name__.strip("_"), error))
    return checks


def _error(name: str, error: Exception) -> Check:
    told = f"{getattr(error, 'code', 'OSError')}: {error}"
    remedy = getattr(error, "remedy", "")
    permission = Titled(
        "让运行 Sealflow 的系统账户能够读取该文件夹。", "Let the account that runs Sealflow read the folder."
    )
    return Check(name, False, Titled(told, told), Titled(remedy, remedy) if remedy else permission)


def _home(settings: Settings) -> Check:
    home = settings.home
    if not home.is_dir():
        return Check(
            "home",
            False,
            Titled(f"{home}不存在", f"{home} does not exist"),
            Titled("运行 `sealflow init`，或者设置 SEALFLOW_HOME。", "Run `sealflow init`, or set SEALFLOW_HOME."),
        )
    if not os.access(home, os.W_OK):
        return Check(
            "home",
            False,
            Titled(f"{home}不可写", f"{home} cannot be written"),
            Titled("让运行 Sealflow 的系统账户能够写入。", "Let the account that runs Sealflow write there."),
        )
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE_BYTES:
        megabytes = free // 1_000_000
        return Check(
            "home",
            False,
            Titled(f"仅剩{megabytes}MB", f"only {megabytes} MB are free"),
            Titled("请清理这块磁盘。", "Free space on this disk."),
        )
    gigabytes = free // 1_000_000_000
    return Check("home", True, Titled(f"{home}，剩余{gigabytes}GB", f"{home}, {gigabytes} GB free"))


def _database(office: Office) -> Check:
    database = office.place.database
    with database.reading() as connection:
        count = len(questions.case_ids(connection))
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    return Check("database", True, Titled(f"{kind}，{count}件办件", f"{kind}, {count} cases"))


def _files(office: Office) -> Check:
    folder = office.home / "files"
    if not folder.is_dir():
        return Check(
            "files",
            False,
            Titled(f"{folder}不见了", f"{folder} has gone"),
            Titled("挂上它所在的磁盘，或者从备份恢复。", "Mount its disk, or restore the folder from the backup."),
        )
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Check(
            "files",
            False,
            Titled(f"{folder}不可读写", f"{folder} cannot be read and written"),
            Titled("让运行 Sealflow 的系统账户能够读写。", "Let the account that runs Sealflow do so."),
        )
    return Check("files", True, Titled(str(folder), str(folder)))


def _inventory(office: Office) -> Check:
    there = inventory(office.home, office.keyring.trust().permits)
    with office.place.database.reading() as connection:
        changed = changes(connection, there)
    names = ", ".join(
        name if said else f"{name} (gone)" for things in changed.values() for name, said in things.items()
    )
    if names:
        return Check(
            "inventory",
            False,
            Titled(f"与机关总账不符：{names}", f"otherwise than the ledger of the office says: {names}"),
            Titled(
                "无人有权改动的，请改回；确由机关改动的，运行 `sealflow init` 记入总账。",
                "Put back what nobody may change; if the office changed it, `sealflow init` enters it in the ledger.",
            ),
        )
    same = Titled("机关、日历和密钥与总账一致", "organs, calendars and keys are those of the ledger")
    return Check("inventory", True, same)


def _keys(office: Office) -> Check:
    now = office.place.now()
    seals = [organ.seal_id(seal) for organ in office.place.organs.values() for seal in organ.seals]
    for seal in seals:
        office.keyring.key(seal, at=now)
    return Check("keys", True, Titled(f"{len(seals)}枚印章可用", f"{len(seals)} seals can be used"))


def _calendar(office: Office) -> Check:
    place = office.place
    today = place.day(place.now())
    ahead = today + timedelta(days=45)
    if not place.calendar.is_published(ahead):
        return Check(
            "calendar",
            today.month > 10 and place.calendar.is_published(today),
            Titled(
                f"{ahead}前后的工作日尚未载入：届满日在此期间的均为暂定",
                f"the working days around {ahead} are not loaded: last days that reach there are provisional",
            ),
            Titled(
                "国务院办公厅公布放假安排后，即用 `sealflow calendar load` 载入。",
                "Load the year with `sealflow calendar load` as soon as the State Council has published it.",
            ),
        )
    known = Titled(f"{ahead}以后的工作日已知", f"working days are known beyond {ahead}")
    return Check("calendar", True, known)


def _fonts(office: Office) -> Check:
    rare = " ".join(c for c in "示例市司法局䶮㛃𬴊" if not _drawn(office, c))
    if rare:
        return Check(
            "fonts",
            False,
            Titled(f"没有字体含有 {rare}", f"no face has {rare}"),
            Titled("把含有这些字的字体放进 SEALFLOW_FONTS。", "Put a face that has them into SEALFLOW_FONTS."),
        )
    every = Titled(
        "随附字体含有GB 18030二级实现的全部汉字", "the shipped faces have every character of GB 18030 level 2"
    )
    return Check("fonts", True, every)


def _drawn(office: Office, character: str) -> bool:
    try:
        return bool(office.worker.press.faces.body.place[character])
    except SigningError:
        return False


def _matters(office: Office) -> Check:
    listed = office.list_matters()
    for row in listed:
        office.place.current_matter(row["code"])
    if not listed:
        return Check(
            "matters",
            False,
            Titled("没有已发布的事项", "no matter is published"),
            Titled("请发布一个：`sealflow matter publish FOLDER`。", "Publish one: `sealflow matter publish FOLDER`."),
        )
    codes = ", ".join(row["code"] for row in listed)
    return Check("matters", True, Titled(codes, codes))


def _connectors(office: Office) -> Check:
    """Whether every system that a published matter asks is one this office knows the way to."""
    matters = [office.place.current_matter(row["code"]) for row in office.list_matters()]
    asked = {step.service: matter.code for matter in matters for step in matter.steps.values() if step.ask}
    known = connectors_of(office.home)
    if missing := {system: code for system, code in asked.items() if system not in known}:
        zh = "、".join(f"{system}（{code}要查询）" for system, code in missing.items())
        en = ", ".join(f"{system} (asked by {code})" for system, code in missing.items())
        return Check(
            "connectors",
            True,
            Titled(f"connectors.yaml没有{zh}：由工作人员核查", f"connectors.yaml has no {en}: officials check instead"),
            Titled(
                "写进connectors.yaml；`sealflow demo-registers` 会打印一份演示用的。",
                "Write them into connectors.yaml; `sealflow demo-registers` prints one for the demonstration.",
            ),
        )
    count = Titled(f"已知{len(known)}个系统，查询{len(asked)}个", f"{len(known)} systems known, {len(asked)} asked")
    return Check("connectors", True, count)


def _notices(office: Office) -> Check:
    """Whom the office tells of what is done, and whether its mail server can be spoken to. Nothing is sent."""
    told = office.place.notices
    if told is NO_NOTICES:
        return Check(
            "notices",
            True,
            Titled(
                "没有notices.yaml：不发邮件，不通知别的系统", "no notices.yaml: nobody is told by mail or by a call"
            ),
            Titled(
                "需要的，写一份notices.yaml（docs/how-to/operator.md）。",
                "Write one if you want it (docs/how-to/operator.md).",
            ),
        )
    if told.mail is not None:
        reach(told.mail)
    mail = Titled("邮件服务器有应答", "the mail server answers") if told.mail else Titled("不发邮件", "no mail is sent")
    hooks = len(told.webhooks)
    return Check("notices", True, Titled(f"{mail.zh}，通知{hooks}个系统", f"{mail.en}, {hooks} system(s) are called"))


def _scanner(office: Office) -> Check:
    """Whether files that are handed in are looked at for malware."""
    scanner = office.place.scanner
    if scanner is None:
        return Check(
            "scanner",
            True,
            Titled("没有病毒扫描：材料不经检查", "no virus scanner: files are not checked for malware"),
            Titled("装好 clamd 后设置 SEALFLOW_CLAMAV。", "Install clamd and set SEALFLOW_CLAMAV."),
        )
    version = scanner.version()
    with office.place.database.reading() as connection:
        counts = scans.count(connection)
    waiting, infected = counts.get(UNCHECKED, 0), counts.get(INFECTED, 0)
    return Check(
        "scanner",
        True,
        Titled(
            f"{version}；待检{waiting}个，带恶意代码{infected}个",
            f"{version}; {waiting} unchecked, {infected} infected",
        ),
    )


def _provider(office: Office) -> Check:
    """Whether the provider of identities describes itself, where the office has one."""
    if office.provider is None:
        return Check("identities", True, Titled("没有oidc.yaml：只用本站密码登录", "no oidc.yaml: passwords only"))
    Login(office.provider).describe()
    issuer = office.provider.issuer
    return Check("identities", True, Titled(f"{issuer}有应答", f"{issuer} answers"))


def _jobs(office: Office) -> Check:
    with office.place.database.reading() as connection:
        counts = queue.count_jobs(connection)
    if dead := counts.get(DEAD):
        return Check(
            "jobs",
            False,
            Titled(f"{dead}项作业已搁置", f"{dead} job(s) set aside"),
            Titled(
                "用 `sealflow job list --dead` 看原因，处理后 `sealflow job retry JOB`。",
                "See why with `sealflow job list --dead`, mend it, then `sealflow job retry JOB`.",
            ),
        )
    waiting = sum(counts.values())
    return Check("jobs", True, Titled(f"{waiting}项待办，没有搁置", f"{waiting} waiting, none set aside"))


def _record(office: Office) -> Check:
    found = office.verify_record()
    if not found.intact:
        return Check(
            "record",
            False,
            Titled("记录不完整", "the record is not intact"),
            Titled("用 `sealflow audit verify` 查明何处。", "See where with `sealflow audit verify`."),
        )
    return Check(
        "record",
        True,
        Titled(
            f"{found.entries}条记录，{found.checkpoints}个检查点，完整",
            f"{found.entries} entries, {found.checkpoints} checkpoints, intact",
        ),
    )
