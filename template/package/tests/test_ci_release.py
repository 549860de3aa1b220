"""A release: was it tried, is it published, what became of its promotion."""

from __future__ import annotations

import pytest
from fake_github import FakeGitHub
from fake_pace import Clock
from fake_workspace import FakeWorkspace

from marvin.ci.github import GitHubError
from marvin.ci.promotion import Stand, follow_promotion, promotion_of, request
from marvin.ci.promotion import explain as explain_promotion
from marvin.ci.publish import NotPublished, publish
from marvin.ci.tested import Verdict, evidence, explain, wait_for_evidence

TAG = "v1.2.0"


@pytest.fixture
def github():
    fake = FakeGitHub()
    fake.commit("aaaaaaa1", "tree1", tag=TAG)
    yield fake
    fake.close()


@pytest.fixture
def workspace():
    fake = FakeWorkspace()
    yield fake
    fake.close()


def test_a_check_of_the_commit_itself_is_enough(github):
    github.check("aaaaaaa1", "failure")
    github.check("aaaaaaa1", "success")
    found = evidence(github.client(), f"tags/{TAG}")
    assert found.verdict is Verdict.PASSED
    assert explain(TAG, found).startswith("v1.2.0 was tried in stage: stage-e2e passed at commit aaaaaaa (https://")


@pytest.mark.parametrize("tree", ["tree1", "tree2"])
def test_a_merged_pull_requests_head_counts_only_with_the_same_files(github, tree):
    github.commit("bbbbbbb1", tree)
    github.pull(12, "bbbbbbb1", of="aaaaaaa1")
    github.check("bbbbbbb1", "success")
    found = evidence(github.client(), f"tags/{TAG}")
    assert (found.verdict is Verdict.PASSED) is (tree == "tree1")
    if tree == "tree1":
        assert "the head of pull request 12, which has the same files" in explain(TAG, found)


def test_what_is_not_merged_skipped_of_another_app_or_name_proves_nothing(github):
    github.commit("bbbbbbb1", "tree1")
    github.pull(12, "bbbbbbb1", of="aaaaaaa1", merged=False)
    github.check("bbbbbbb1", "success")
    github.check("aaaaaaa1", "success", app="some-bot")
    github.check("aaaaaaa1", "success", name="check")
    github.check("aaaaaaa1", "skipped")
    found = evidence(github.client(), f"tags/{TAG}")
    assert found.verdict is Verdict.MISSING
    text = explain(TAG, found)
    assert "stage-e2e never ran at commit aaaaaaa" in text
    assert "Run the workflow stage-e2e by hand" in text


def test_waits_for_a_trial_that_is_running_and_no_longer_than_it_should(github):
    github.check("aaaaaaa1", None)
    clock = Clock(lambda count: github.checks["aaaaaaa1"][0].update(status="completed", conclusion="success"))
    assert wait_for_evidence(github.client(), TAG, minutes=5, clock=lambda: clock.now, sleep=clock.sleep).verdict is (
        Verdict.PASSED
    )
    github.checks["aaaaaaa1"][0].update(status="in_progress", conclusion=None)
    clock = Clock()
    found = wait_for_evidence(github.client(), TAG, minutes=2, clock=lambda: clock.now, sleep=clock.sleep)
    assert (found.verdict, clock.now) == (Verdict.UNDERWAY, 120)
    assert "is still running" in explain(TAG, found)


def test_an_unknown_tag_is_an_error_of_github(github):
    with pytest.raises(GitHubError, match=r"GitHub refused GET commits/tags/v9: Not Found \(404\)"):
        evidence(github.client(), "tags/v9")


def test_github_is_asked_again_when_it_is_out_of_order_but_nothing_is_made_twice(github):
    github.breaks("GET", "commits/tags", 502, {"message": "Server Error"})
    assert evidence(github.client(), f"tags/{TAG}").verdict is Verdict.MISSING
    github.breaks("POST", "deployments", 502, {"message": "Server Error"})
    with pytest.raises(GitHubError, match="Server Error"):
        request(github.client(), TAG)
    assert len(github.sent("POST", "deployments")) == 1


@pytest.fixture
def wheel(tmp_path):
    file = tmp_path / "churn-1.2.0-py3-none-any.whl"
    file.write_bytes(b"a wheel")
    return file


PATH = "/Volumes/ml_prod/churn/packages/churn-1.2.0-py3-none-any.whl"


def test_publishes_a_wheel_once_and_never_over_another(workspace, wheel, capsys):
    workspace.volumes_there.add("/Volumes/ml_prod/churn/packages")
    client = workspace.client()
    assert publish(client, catalog="ml_prod", schema="churn", folder=wheel.parent) == [PATH]
    assert workspace.files == {PATH: b"a wheel"}
    assert publish(client, catalog="ml_prod", schema="churn", folder=wheel.parent) == [PATH]
    assert "is there already, the same" in capsys.readouterr().out
    assert len(workspace.sent("PUT", "fs/files")) == 1
    wheel.write_bytes(b"another wheel")
    with pytest.raises(NotPublished, match="a release is never overwritten. Raise the version"):
        publish(client, catalog="ml_prod", schema="churn", folder=wheel.parent)
    assert workspace.files == {PATH: b"a wheel"}


def test_says_what_publishing_needs(workspace, wheel, tmp_path):
    client = workspace.client()
    with pytest.raises(NotPublished, match="add `data.volumes.packages: {}`"):
        publish(client, catalog="ml_prod", schema="churn", folder=wheel.parent)
    workspace.volumes_there.add("/Volumes/ml_prod/churn/packages")
    workspace.breaks("PUT", "fs/files", 403, {"error_code": "PERMISSION_DENIED", "message": "no"})
    with pytest.raises(NotPublished, match="needs WRITE VOLUME in churn"):
        publish(client, catalog="ml_prod", schema="churn", folder=wheel.parent)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotPublished, match="holds no wheel"):
        publish(client, catalog="ml_prod", schema="churn", folder=tmp_path / "empty")


def test_asks_once_for_a_promotion_beside_the_deployments_of_jobs(github):
    github.deployments = [
        {"id": 1, "ref": TAG, "environment": "prod", "task": "deploy", "created_at": "2026-11-26T06:00:00Z"},
        {"id": 2, "ref": "v1.1.0", "environment": "prod", "task": "promote", "created_at": "2026-11-20T06:00:00Z"},
    ]
    number = request(github.client(), TAG)
    assert github.deployments[0]["id"] == number
    assert github.deployments[0]["production_environment"] is True
    assert request(github.client(), TAG) == number
    assert len(github.sent("POST", "deployments")) == 1


def status(state, description="", url=""):
    return {"state": state, "description": description, "log_url": url, "creator": {"login": "marvin-bot[bot]"}}


def test_asks_again_once_a_promotion_was_refused(github):
    number = request(github.client(), TAG)
    github.statuses[number] = [status("pending")]
    assert request(github.client(), TAG) == number
    github.statuses[number] = [status("error", "never ran in stage"), status("pending")]
    again = request(github.client(), TAG)
    assert again != number
    assert request(github.client(), TAG) == again
    assert len(github.sent("POST", "deployments")) == 2


@pytest.mark.parametrize(
    ("statuses", "stand"),
    [
        ([], Stand.ASKED),
        ([status("pending"), status("queued")], Stand.WAITING),
        ([status("in_progress")], Stand.WAITING),
        ([status("success"), status("in_progress")], Stand.DONE),
        ([status("failure"), status("success")], Stand.REFUSED),
        ([status("error")], Stand.REFUSED),
        ([status("inactive"), status("success")], Stand.DONE),
        ([status("inactive"), status("pending")], Stand.REFUSED),
    ],
)
def test_reads_how_far_a_promotion_has_come(statuses, stand):
    assert promotion_of(statuses).stand is stand


def test_follows_a_promotion_to_its_decision(github, capsys):
    waiting = status("pending", "waits for review", "https://github.com/example-university/marvin/pull/7")
    steps = iter([[waiting], [waiting], [status("success", "jobs run v1.2.0"), waiting]])
    github.statuses[900] = []
    clock = Clock(lambda _: github.statuses.update({900: next(steps)}))
    now = follow_promotion(github.client(), 900, minutes=30, clock=lambda: clock.now, sleep=clock.sleep)
    assert now.stand is Stand.DONE
    assert capsys.readouterr().out.splitlines() == [
        "asked:",
        "waiting: waits for review https://github.com/example-university/marvin/pull/7 (marvin-bot[bot])",
        "done: jobs run v1.2.0 (marvin-bot[bot])",
    ]


def test_says_plainly_what_is_waited_for_and_who_merges(github):
    github.statuses[900] = [status("pending", "waits for review", "https://github.com/o/marvin/pull/7")]
    clock = Clock()
    now = follow_promotion(github.client(), 900, minutes=1, clock=lambda: clock.now, sleep=clock.sleep)
    assert clock.now == 60
    text = explain_promotion(TAG, "churn", now)
    assert text.startswith(
        "v1.2.0 is not in prod yet: waits for review. https://github.com/o/marvin/pull/7 It goes there"
    )
    assert "the platform team has reviewed and merged a pull request" in text
    assert "`releases.prod: v1.2.0` in `projects/churn.yaml`" in text
    assert "bot has not answered. Tell the platform team" in explain_promotion(TAG, "churn", promotion_of([]))
    refused = explain_promotion(TAG, "churn", promotion_of([status("failure", "the preview failed")]))
    assert refused == "v1.2.0 did not go to prod: the preview failed. What runs in prod is what ran before."
