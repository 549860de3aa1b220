"""A Databricks workspace over HTTP: jobs with scripted runs, schemas with what is in them, files.

It refuses what the real one refuses of what Marvin sends: unknown parameters and tasks, job clusters and job parameters
in one-time runs, the removal of schemas and models that are not empty.
"""

from __future__ import annotations

import json
from typing import Any

from databricks.sdk import WorkspaceClient
from databricks.sdk.core import Config
from fake_http import Answer, FakeService, Refusal, Request

RESULTS = {"SUCCESS", "FAILED", "TIMEDOUT", "CANCELED", "UPSTREAM_FAILED", "EXCLUDED", "SUCCESS_WITH_FAILURES"}
CATALOG = "/api/2.1/unity-catalog"


def refusal(status: int, code: str, message: str) -> Refusal:
    return Refusal(status, {"error_code": code, "message": message})


class FakeWorkspace(FakeService):
    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[int, dict[str, Any]] = {}
        self.groups: dict[int, list[str]] = {}
        self.scripts: list[list[dict[str, str]]] = []
        """For each run to come, the tasks' states at each look; the last one stays."""
        self.outputs: dict[str, dict[str, str]] = {}
        """Output of tasks, by key."""
        self.iterations: dict[str, list[str]] = {}
        """States of a loop's turns, by the loop's key."""
        self.runs: dict[int, dict[str, Any]] = {}
        self.schemas: dict[str, dict[str, Any]] = {}
        self.inside: dict[str, list[str]] = {"tables": [], "volumes": [], "models": []}
        self.versions: dict[str, list[int]] = {}
        self.files: dict[str, bytes] = {}
        self.volumes_there: set[str] = set()
        for method, path, answer in (
            ("GET", "/.well-known/databricks-config", self._about),
            ("GET", "/api/2.2/jobs/list", self._list),
            ("GET", "/api/2.2/jobs/get", self._get),
            ("POST", "/api/2.2/jobs/run-now", self._run_now),
            ("POST", "/api/2.2/jobs/runs/submit", self._submit),
            ("GET", "/api/2.2/jobs/runs/list", self._active),
            ("GET", "/api/2.2/jobs/runs/get", self._run),
            ("GET", "/api/2.2/jobs/runs/get-output", self._output),
            ("POST", "/api/2.2/jobs/runs/cancel", self._cancel),
            ("GET", r"/api/2.0/permissions/jobs/(\d+)", self._permissions),
            ("POST", f"{CATALOG}/schemas", self._make_schema),
            ("GET", f"{CATALOG}/schemas", lambda _: {"schemas": list(self.schemas.values())}),
            ("GET", f"{CATALOG}/schemas/(.+)", self._schema),
            ("DELETE", f"{CATALOG}/schemas/(.+)", self._remove_schema),
            ("GET", f"{CATALOG}/models/(.+)/versions", self._versions),
            ("DELETE", f"{CATALOG}/models/(.+)/versions/(.+)", self._remove_version),
            ("GET", f"{CATALOG}/(tables|volumes|models)", self._inside),
            ("DELETE", f"{CATALOG}/(tables|volumes|models)/(.+)", self._remove),
            ("HEAD", "/api/2.0/fs/files(/.+)", self._file),
            ("GET", "/api/2.0/fs/files(/.+)", self._file),
            ("PUT", "/api/2.0/fs/files(/.+)", self._upload),
        ):
            self.route(method, path, answer)

    def client(self) -> WorkspaceClient:
        return WorkspaceClient(config=Config(host=self.url, token="a-token", auth_type="pat", retry_timeout_seconds=5))

    def job(self, name: str, tasks: list[dict[str, Any]], **settings: Any) -> int:
        """Adds a job as Marvin declares it: `[ENVIRONMENT] PROJECT KEY`, tagged."""
        environment, project = name.split("]")[0].strip("["), name.split()[1]
        job_id = 100 + len(self.jobs)
        self.jobs[job_id] = {
            "name": name,
            "tags": {"project": project, "environment": environment},
            "git_source": {
                "git_url": "https://github.com/example-university/churn",
                "git_provider": "gitHub",
                "git_branch": "main",
            },
            "tasks": tasks,
            **settings,
        }
        return job_id

    def _about(self, _: Request) -> Any:
        return {"oidc_endpoint": f"{self.url}/oidc", "account_id": "an-account", "workspace_id": "1"}

    # Jobs

    def _list(self, request: Request) -> Any:
        wanted = request.query.get("name", "").lower()
        all_jobs = [
            {"job_id": job_id, "settings": {key: settings.get(key) for key in ("name", "tags")}}
            for job_id, settings in self.jobs.items()
            if not wanted or settings["name"].lower() == wanted
        ]
        start = int(request.query.get("page_token", 0))
        page = {"jobs": all_jobs[start : start + 2]}
        return {**page, "next_page_token": str(start + 2)} if len(all_jobs) > start + 2 else page

    def _get(self, request: Request) -> Any:
        """Two tasks on a page, so that the pages are turned; what has none is on the first."""
        job_id, start = int(request.query["job_id"]), int(request.query.get("page_token", 0))
        settings = self.jobs[job_id]
        tasks = settings["tasks"][start : start + 2]
        page = {"job_id": job_id, "settings": {**settings, "tasks": tasks} if start == 0 else {"tasks": tasks}}
        return {**page, "next_page_token": str(start + 2)} if len(settings["tasks"]) > start + 2 else page

    def _permissions(self, _: Request, job_id: str) -> Any:
        groups = self.groups.get(int(job_id), [])
        level = [{"permission_level": "CAN_VIEW"}]
        return {"access_control_list": [{"group_name": name, "all_permissions": level} for name in groups]}

    def _run_now(self, request: Request) -> Any:
        body = request.json
        settings = self.jobs[body["job_id"]]
        declared = {one["name"] for one in settings.get("parameters", ())}
        keys = [task["task_key"] for task in settings["tasks"]]
        if set(body.get("job_parameters") or {}) - declared or set(body.get("only") or ()) - set(keys):
            raise refusal(400, "INVALID_PARAMETER_VALUE", "unknown job parameter or task")
        return self._start(settings["name"], body.get("only") or keys, body)

    def _submit(self, request: Request) -> Any:
        body = request.json
        text = json.dumps(body)
        if "job_cluster_key" in text or "job_clusters" in body:
            raise refusal(
                400, "INVALID_PARAMETER_VALUE", "Shared job cluster feature is not supported in runs/submit API."
            )
        if "{{job.parameters." in text or "parameters" in body:
            raise refusal(400, "INVALID_PARAMETER_VALUE", "one-time runs have no job parameters")
        keys = [task["task_key"] for task in body["tasks"]]
        for task in body["tasks"]:
            if any(one["task_key"] not in keys for one in task.get("depends_on", ())):
                raise refusal(400, "INVALID_PARAMETER_VALUE", "depends_on names a task that is not there")
            notebook = task.get("notebook_task", {})
            if notebook and ("git_source" in body) == notebook["notebook_path"].startswith("/"):
                raise refusal(400, "INVALID_PARAMETER_VALUE", "notebook_path does not fit the source")
        return self._start(body["run_name"], keys, body)

    def begin(self, name: str, *script: dict[str, str]) -> int:
        """A one-time run that is under way, whoever started it."""
        self.scripts.append(list(script))
        return int(self._start(name, list(script[0]), {"idempotency_token": name})["run_id"])

    def _active(self, request: Request) -> Any:
        if (request.query.get("active_only"), request.query.get("run_type")) != ("true", "SUBMIT_RUN"):
            raise refusal(400, "INVALID_PARAMETER_VALUE", "only active one-time runs are listed here")
        return {
            "runs": [
                {"run_id": run_id, "run_name": run["name"]}
                for run_id, run in self.runs.items()
                if not run["canceled"] and set(run["script"][-1].values()) - RESULTS
            ]
        }

    def _start(self, name: str, keys: list[str], body: dict[str, Any]) -> Any:
        token = body["idempotency_token"]
        for run_id, run in self.runs.items():
            if run["token"] == token:
                return {"run_id": run_id}
        run_id = 1000 + 100 * len(self.runs)
        script = self.scripts.pop(0) if self.scripts else [dict.fromkeys(keys, "SUCCESS")]
        self.runs[run_id] = {"name": name, "token": token, "script": script, "looks": 0, "canceled": False}
        return {"run_id": run_id}

    def _run(self, request: Request) -> Any:
        run_id = int(request.query["run_id"])
        for run in self.runs.values():
            if run_id in run.get("loops", {}):
                key = run["loops"][run_id]
                turns = [
                    self._task(f"{key}_turn", state, run_id + 50 + i) for i, state in enumerate(self.iterations[key])
                ]
                return {"run_id": run_id, "iterations": turns, **self._state("FAILED")}
        run = self.runs[run_id]
        look = run["script"][min(run["looks"], len(run["script"]) - 1)]
        run["looks"] += 1
        if run["canceled"]:
            look = {key: state if state in RESULTS else "CANCELED" for key, state in look.items()}
        run["keys"] = list(look)
        tasks = [self._task(key, state, run_id + 1 + index) for index, (key, state) in enumerate(look.items())]
        for task in tasks:
            if task["task_key"] in self.iterations:
                task["for_each_task"] = {"inputs": "[]", "task": {"task_key": "turn"}}
                run.setdefault("loops", {})[task["run_id"]] = task["task_key"]
        states = list(look.values())
        last = {key.split("#")[0]: state for key, state in look.items()}
        if all(state in RESULTS for state in states):
            result = next((bad for bad in ("CANCELED", "TIMEDOUT", "FAILED") if bad in last.values()), "SUCCESS")
            whole = self._state(look.get("*", result))
        else:
            whole = self._state("RUNNING")
        return {
            "run_id": run_id,
            "run_page_url": f"{self.url}/jobs/1/runs/{run_id}",
            "start_time": 1_000_000,
            "end_time": 1_090_000 if whole["state"]["life_cycle_state"] == "TERMINATED" else 0,
            "tasks": [task for task in tasks if task["task_key"] != "*"],
            **whole,
        }

    def _task(self, key: str, state: str, run_id: int) -> dict[str, Any]:
        key, _, attempt = key.partition("#")
        return {
            "task_key": key,
            "run_id": run_id,
            "attempt_number": int(attempt or 0),
            "run_page_url": f"{self.url}/jobs/1/runs/{run_id}",
            "start_time": 1_000_000 + run_id,
            "end_time": 1_030_000 + run_id if state in RESULTS else 0,
            **self._state(state),
        }

    def _state(self, state: str) -> dict[str, Any]:
        if state not in RESULTS:
            return {"state": {"life_cycle_state": state, "state_message": ""}}
        message = "Run cancelled." if state == "CANCELED" else ""
        return {"state": {"life_cycle_state": "TERMINATED", "result_state": state, "state_message": message}}

    def _output(self, request: Request) -> Any:
        run_id = int(request.query["run_id"])
        for first, run in self.runs.items():
            for index, key in enumerate(run.get("keys", ())):
                inside = {first + 1 + index, *range(first + 51 + index, first + 60 + index)}
                if run_id in inside and key.split("#")[0] in self.outputs:
                    return {"metadata": {"run_id": run_id}, **self.outputs[key.split("#")[0]]}
        return {"metadata": {"run_id": run_id}}

    def _cancel(self, request: Request) -> Any:
        self.runs[request.json["run_id"]]["canceled"] = True
        return {}

    # Unity Catalog

    def _make_schema(self, request: Request) -> Any:
        body = request.json
        full_name = f"{body['catalog_name']}.{body['name']}"
        if full_name in self.schemas:
            raise refusal(400, "SCHEMA_ALREADY_EXISTS", f"Schema '{full_name}' already exists")
        self.schemas[full_name] = {"created_at": 1_700_000_000_000, **body, "full_name": full_name}
        return self.schemas[full_name]

    def _schema(self, _: Request, name: str) -> Any:
        if name not in self.schemas:
            raise refusal(404, "SCHEMA_DOES_NOT_EXIST", f"Schema '{name}' does not exist.")
        return self.schemas[name]

    def _remove_schema(self, request: Request, name: str) -> Any:
        self._schema(request, name)
        of_kind = {kind: [one for one in names if one.startswith(f"{name}.")] for kind, names in self.inside.items()}
        if of_kind["models"] or (any(of_kind.values()) and request.query.get("force") != "true"):
            raise refusal(400, "INVALID_STATE", f"Schema '{name}' is not empty")
        del self.schemas[name]
        return {}

    def _inside(self, request: Request, kind: str) -> Any:
        schema = f"{request.query['catalog_name']}.{request.query['schema_name']}."
        found = [{"full_name": name} for name in self.inside[kind] if name.startswith(schema)]
        return {"registered_models" if kind == "models" else kind: found}

    def _remove(self, _: Request, kind: str, name: str) -> Any:
        if kind == "models" and self.versions.get(name):
            raise refusal(400, "INVALID_STATE", f"Model '{name}' has versions")
        self.inside[kind].remove(name)
        return {}

    def _versions(self, _: Request, model: str) -> Any:
        return {"model_versions": [{"version": number} for number in self.versions.get(model, ())]}

    def _remove_version(self, _: Request, model: str, version: str) -> Any:
        self.versions[model].remove(int(version))
        return {}

    # Files

    def _file(self, request: Request, path: str) -> Answer:
        if path not in self.files:
            raise refusal(404, "NOT_FOUND", f"{path} does not exist")
        headers = {"Content-Type": "application/octet-stream", "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"}
        return Answer(200, self.files[path], headers)

    def _upload(self, request: Request, path: str) -> Answer:
        volume = "/".join(path.split("/")[:5])
        if volume not in self.volumes_there:
            raise refusal(404, "NOT_FOUND", f"Volume {volume} does not exist")
        if path in self.files and request.query.get("overwrite") != "true":
            raise refusal(409, "ALREADY_EXISTS", f"{path} exists")
        self.files[path] = request.body
        return Answer(204)
