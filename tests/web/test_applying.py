"""An application from the guide to the document, as a browser without scripts does it."""

from __future__ import annotations

import threading

from engine.office import Office
from engine.rehearsal.systems import ToldSystems
from tests.browsing import Browser, browser, flat
from tests.offices import APPLICANT, HEAD, WINDOW, accept, application, grant, law_firm_case, matter_files, task_of
from web.site import Site

PLAN = matter_files("starter")["examples/materials/plan.pdf"]


def begin(applicant: Browser) -> str:
    """The address of a draft just begun."""
    applicant.open("/matters/starter")
    return applicant.send(action="/matters/starter/apply").path


def fill(applicant: Browser, **changed: str) -> None:
    """Fill in everything and upload the plan."""
    answers, _ = application()
    file = [("file-plan", ("plan.pdf", PLAN, "application/pdf"))]
    applicant.send({**flat(answers), **changed}, button="op=upload", files=file, form="//form[@class='writing']")


def test_an_application_goes_from_the_guide_to_the_receipt_without_a_script(applicant: Browser, office: Office) -> None:
    begin(applicant)
    fill(applicant)
    assert "plan.pdf" in applicant.page.text("//*[@id='material-list']")

    page = applicant.send(button="op=review", form="//form[@class='writing']")
    assert page.path.endswith("/review") and page.text("//h1") == "提交前请核对"

    page = applicant.send(form="//form[contains(@action, '/submit')]")

    (case,) = office.list_cases(APPLICANT)
    assert page.path == f"/cases/{case['case']}?received=yes"
    assert case["case"] in page.text("//*[@class='big-number']")
    receipt = applicant.client.get(page.tree.xpath("//a[contains(text(), '下载接收凭证')]/@href")[0])
    assert receipt.content.startswith(b"%PDF")
    assert applicant.open("/cases").all("//h2") == ["全部办件"]


def test_sending_it_again_shows_the_case_it_became(applicant: Browser, office: Office) -> None:
    draft = begin(applicant)
    fill(applicant)
    applicant.send(button="op=review", form="//form[@class='writing']")
    before = applicant.page
    first = applicant.send(form="//form[contains(@action, '/submit')]").path

    applicant.page = before
    again = applicant.send(form="//form[contains(@action, '/submit')]").path

    assert again == first == applicant.open(draft).path
    assert len(office.list_cases(APPLICANT)) == 1


def test_what_was_written_is_there_after_a_break(applicant: Browser, open_site: Site) -> None:
    draft = begin(applicant)
    answers, _ = application()
    name, value = next((n, v) for n, v in flat(answers).items() if n != "truthful")
    applicant.send({name: value}, button="op=save", form="//form[@class='writing']")

    other = browser(open_site)
    other.log_in(APPLICANT)

    assert other.open("/cases").tree.xpath("//h3/a/@href") == [draft]
    assert value in other.open(draft).tree.xpath(f"//*[@name='{name}']/@value | //*[@name='{name}']/text()")


def test_a_matter_that_is_begun_is_gone_on_with(applicant: Browser) -> None:
    assert begin(applicant) == begin(applicant)


def test_every_answer_at_fault_is_named_and_leads_to_its_input(applicant: Browser) -> None:
    begin(applicant)

    page = applicant.send(button="op=review", form="//form[@class='writing']")

    assert page.status == 422
    links = page.tree.xpath("//*[@id='summary']//a/@href")
    assert links and all(page.tree.xpath(f"//*[@id='{link[1:]}']") for link in links)
    assert page.all("//title")[0].startswith("错误：")


def test_a_missing_material_is_named_at_its_place(applicant: Browser) -> None:
    begin(applicant)
    answers, _ = application()

    page = applicant.send(flat(answers), button="op=review", form="//form[@class='writing']")

    assert page.status == 422
    assert page.tree.xpath("//*[@id='summary']//a/@href") == ["#file-plan"]
    assert page.tree.xpath("//*[@id='material-plan']//*[@class='error']")


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_lost(applicant: Browser) -> None:
    begin(applicant)
    answers, _ = application()
    file = [("file-plan", ("plan.pdf", b"MZ not a document", "application/pdf"))]

    page = applicant.send(flat(answers), button="op=upload", files=file, form="//form[@class='writing']")

    assert page.status == 422
    assert "这个文件不能作为该项材料" in page.text("//*[@id='material-plan']")
    assert page.tree.xpath("//form[@class='writing']//input[@type='text'][string-length(@value) > 0]")


def test_a_file_is_taken_away_again(applicant: Browser) -> None:
    begin(applicant)
    fill(applicant)
    (drop,) = applicant.page.tree.xpath("//button[starts-with(@value, 'drop:')]/@value")

    page = applicant.send(button=f"op={drop}", form="//form[@class='writing']")

    assert "plan.pdf" not in page.text("//*[@id='material-list']")


def test_a_draft_is_nobody_elses(applicant: Browser, open_site: Site, office: Office) -> None:
    draft = begin(applicant)
    office.access.set_password("lin.partner", "another sentence")
    other = browser(open_site)
    other.log_in("lin.partner", "another sentence")

    assert other.open(draft).status == 404
    assert other.open(f"{draft}/review").status == 404


def test_an_official_has_no_drafts(open_site: Site) -> None:
    clerk = browser(open_site)
    clerk.log_in(WINDOW)

    assert clerk.open("/cases").status == 403
    assert "WEB-NOT-FOR-YOU" in clerk.page.text()


def test_rows_come_and_go_without_a_script(applicant: Browser, office: Office) -> None:
    applicant.open("/matters/law_firm_establish")
    draft = applicant.send(action="/matters/law_firm_establish/apply").path
    rows = "//*[@id='at-partners-field']//fieldset[contains(@class, 'row')]"
    assert len(applicant.page.tree.xpath(rows)) == 1

    applicant.send({"partners[0].name": "甲"}, button="op=add:partners", form="//form[@class='writing']")
    applicant.send({"partners[1].name": "乙"}, button="op=add:partners", form="//form[@class='writing']")
    page = applicant.send(button="op=remove:partners[0]", form="//form[@class='writing']")

    assert len(page.tree.xpath(rows)) == 2
    assert page.tree.xpath("//input[starts-with(@name, 'partners') and contains(@name, 'name')]/@value") == ["乙", ""]
    assert draft in page.path


def test_a_question_comes_when_another_answer_calls_for_it(applicant: Browser) -> None:
    applicant.open("/matters/law_firm_establish")
    applicant.send(action="/matters/law_firm_establish/apply")
    assert not applicant.page.tree.xpath("//*[@name='neighbours_consent']")

    page = applicant.send({"premises": "住宅"}, button="op=save", form="//form[@class='writing']")

    assert page.tree.xpath("//input[@type='checkbox'][@name='neighbours_consent']")


def test_saving_by_script_says_when_and_brings_the_new_questions(applicant: Browser) -> None:
    applicant.open("/matters/law_firm_establish")
    draft = applicant.send(action="/matters/law_firm_establish/apply").path
    token, asked = (applicant.page.tree.xpath(f"//input[@name='{n}']/@value")[-1] for n in ("form_token", "asked"))
    data = {"form_token": token, "asked": asked, "op": "save", "premises": "住宅"}
    headers = {"x-quiet": "yes", "sec-fetch-site": "same-origin"}

    kept = applicant.client.post(f"{draft}/write", data=data, headers=headers).json()

    assert kept["at"] == "09:30"
    assert "neighbours_consent" in kept["asked"] and "neighbours_consent" in kept["questions"]
    again = applicant.client.post(f"{draft}/write", data={**data, "asked": kept["asked"]}, headers=headers).json()
    assert "questions" not in again


def test_windows_that_save_at_the_same_moment_lose_nothing(applicant: Browser, open_site: Site, office: Office) -> None:
    draft = begin(applicant).rsplit("/", 1)[1]
    names = [
        name for name, asked in office.drafts.get(draft, APPLICANT).form.root.fields.items() if asked.kind == "text"
    ]

    def write(name: str) -> None:
        for _ in range(5):
            office.drafts.change(
                draft, APPLICANT, lambda d: ({**d.answers, name: d.answers.get(name, "") + "字"}, d.files)
            )

    threads = [threading.Thread(target=write, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = office.drafts.get(draft, APPLICANT).answers
    assert {name: kept[name] for name in names} == dict.fromkeys(names, "字" * 5)


def test_only_what_the_notice_names_is_open_and_its_words_stand_there(open_site: Site, office: Office) -> None:
    office.access.set_password("lin.partner", "another sentence")
    case = law_firm_case(office, office.place.now, "correct", "corrected_then_granted")  # type: ignore[arg-type]
    applicant = browser(open_site)
    applicant.log_in("lin.partner", "another sentence")
    page = applicant.open(f"/cases/{case}")
    assert "等您办理" in page.text("//section[contains(@class, 'turn')]")

    page = applicant.send(action=f"/tasks/{task_of(office, case, 'correct')}/answer")

    inputs = set(page.tree.xpath("//form[@class='writing']//*[@name][not(@type='hidden')]/@name")) - {"op"}
    assert inputs == {"address", "file-premises_proof", "file-partnership_agreement"}
    assert "填写到楼层和房间号" in page.text("//*[@id='at-address-field']//*[@class='clerk']")
    assert "由全体合伙人签名" in page.text("//*[@id='material-partnership_agreement']")

    files = [(f"file-{m}", (f"{m}.pdf", PLAN, "application/pdf")) for m in ("premises_proof", "partnership_agreement")]
    applicant.send({"address": "示例市示例区求真路66号明理大厦九层901室"}, button="op=review", files=files,
                   form="//form[@class='writing']")  # fmt: skip
    page = applicant.send(form="//form[contains(@action, '/submit')]")

    assert page.path == f"/cases/{case}"
    assert page.all("//*[@class='timeline']//*[@class='what']")[1] == "补正"


def test_the_decided_case_shows_its_document_and_gives_it_out_again_and_again(
    applicant: Browser, office: Office
) -> None:
    answers, uploads = application()
    case = str(office.open_case("starter", APPLICANT, answers, uploads)["case"])
    accept(office, case, WINDOW)
    grant(office, case, HEAD)
    page = applicant.open(f"/cases/{case}")
    address = page.tree.xpath("//article[contains(@class, 'result')]//a[contains(@class, 'primary')]/@href")[0]

    whole = applicant.client.get(address)
    again = applicant.client.get(address)
    part = applicant.client.get(address, headers={"range": "bytes=100-199"})
    tail = applicant.client.get(address, headers={"range": "bytes=-50"})
    beyond = applicant.client.get(address, headers={"range": "bytes=99999999-"})

    assert whole.content == again.content and whole.content.startswith(b"%PDF")
    assert "filename*=UTF-8''" in whole.headers["content-disposition"]
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert tail.content == whole.content[-50:] and beyond.status_code == 416
    picture = applicant.client.get(page.tree.xpath("//article//img/@src")[0])
    assert picture.headers["content-type"] == "image/webp" and picture.content[8:12] == b"WEBP"
    assert "已下载" in applicant.open(f"/cases/{case}").text("//article")


def test_an_agent_applies_for_whom_it_may(open_site: Site, office: Office) -> None:
    office.access.set_password("tian.agent", "another sentence")
    agent = browser(open_site)
    agent.log_in("tian.agent", "another sentence")
    page = agent.open("/matters/starter")
    assert page.all("//select[@name='applicant']/option")[1:] == ["林知行", "示例明理律师事务所", "赵㛃𬴊"]

    page = agent.send({"applicant": "lin.partner"}, action="/matters/starter/apply")

    assert "您正在代林知行办理" in page.text("//main")
    fill(agent)
    agent.send(button="op=review", form="//form[@class='writing']")
    agent.send(form="//form[contains(@action, '/submit')]")
    (case,) = office.list_cases("lin.partner")
    assert office.show_case(case["case"])["applicant"] == "lin.partner"
    agent.open("/matters/starter")
    assert agent.send({"applicant": "wang.partner"}, action="/matters/starter/apply").status == 403


def test_what_registers_know_is_filled_in_to_be_confirmed(open_site: Site, office: Office) -> None:
    office.place.systems = ToldSystems({"population": {"outcome": "match", "facts": {"household": "示例市示例区"}}})
    office.publish(matter_files("lawyer_licence_fulltime"))
    office.access.set_password("shu.trainee", "another sentence")
    applicant = browser(open_site)
    applicant.log_in("shu.trainee", "another sentence")
    applicant.open("/matters/lawyer_licence_fulltime")

    page = applicant.send(action="/matters/lawyer_licence_fulltime/apply")

    assert page.tree.xpath("//*[@name='household']/@value") == ["示例市示例区"]
    assert "已根据登记信息填好1项" in page.text("//*[@role='status']")


def test_a_case_speaks_english_when_asked(applicant: Browser, office: Office) -> None:
    answers, uploads = application()
    case = str(office.open_case("starter", APPLICANT, answers, uploads)["case"])

    page = applicant.open(f"/cases/{case}?language=en")

    assert page.tree.get("lang") == "en"
    assert "You handed in the application." in page.text("//*[@class='timeline']")
    assert page.text("//h1") == office.place.current_matter("starter").title.en


def test_an_application_is_withdrawn_after_a_question(applicant: Browser, office: Office) -> None:
    answers, uploads = application()
    case = str(office.open_case("starter", APPLICANT, answers, uploads)["case"])
    applicant.open(f"/cases/{case}")
    assert applicant.page.tree.xpath("//a[contains(@href, '/withdraw')]")
    applicant.open(f"/cases/{case}/withdraw")

    page = applicant.send(form="//main//form")

    assert "已撤回" in page.text("//*[@class='under-title']")
    assert applicant.open(f"/cases/{case}/withdraw").status == 404


def test_another_persons_case_and_document_are_not_to_be_had(open_site: Site, office: Office) -> None:
    answers, uploads = application()
    shown = office.open_case("starter", APPLICANT, answers, uploads)
    office.access.set_password("lin.partner", "another sentence")
    other = browser(open_site)
    other.log_in("lin.partner", "another sentence")

    code = shown["receipt"]["code"]
    assert other.open(f"/cases/{shown['case']}").status == 404
    assert other.client.get(f"/documents/{code}.pdf").status_code == 404
    assert other.client.get(f"/documents/{code}/1.webp").status_code == 404
