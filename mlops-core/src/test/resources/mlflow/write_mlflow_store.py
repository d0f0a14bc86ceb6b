"""Writes a small MLflow store and what MLflow itself reads from it.

    python write_mlflow_store.py file:/tmp/x/mlruns   /tmp/x/expected.json
    python write_mlflow_store.py sqlite:////tmp/x/mlflow.db /tmp/x/expected.json /tmp/x/artifacts

Needs mlflow (or mlflow-skinny with sqlalchemy and alembic). The kept stores were written by 2.22.5 and 3.17.2.
"""
import json
import os
import sys
import tempfile
import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType

uri, expected_file = sys.argv[1], sys.argv[2]
artifact_root = sys.argv[3] if len(sys.argv) > 3 else None
mlflow.set_tracking_uri(uri)
mlflow.set_registry_uri(uri)
client = MlflowClient()


def experiment(name, **tags):
    location = None if artifact_root is None else "file://" + os.path.join(artifact_root, str(abs(hash(name)) % 10**6))
    return client.create_experiment(name, artifact_location=location, tags=tags)


churn = experiment("churn", team="risk")
emoji = experiment("\U0001F680 Ünï/cödé quoted")
gone = experiment("gone")

t0 = 1_700_000_000_000
first = client.create_run(churn, start_time=t0, run_name="first", tags={"mlflow.user": "ann", "note": "line\nbreak"})
rid = first.info.run_id
client.log_batch(
    rid,
    metrics=[Metric("loss", 1.0 / (i + 1), t0 + i, i) for i in range(150)]
    + [Metric("odd", float("inf"), t0, 0), Metric("odd", float("-inf"), t0 + 1, 1), Metric("odd", -0.0, t0 + 2, 2)]
    + [Metric("odd", 5e-324, t0 + 3, -7), Metric("same", 1.5, t0, 3), Metric("same", 2.5, t0, 3)],
    params=[Param("depth", "6"), Param("name", "a b"), Param("empty", " ")],
    tags=[RunTag("site", "x=1; y")],
)
client.log_metric(rid, "nan", float("nan"), t0 + 9, 4)
client.log_metric(rid, "folder/accuracy", 0.91, t0 + 9, 4)
with tempfile.TemporaryDirectory() as folder:
    os.makedirs(os.path.join(folder, "plots"))
    with open(os.path.join(folder, "plots", "roc.txt"), "w") as f:
        f.write("roc\n" * 100)
    with open(os.path.join(folder, "model.bin"), "wb") as f:
        f.write(bytes(range(256)))
    client.log_artifacts(rid, folder, "model")
client.set_terminated(rid, "FINISHED", t0 + 5000)

child = client.create_run(
    churn, start_time=t0 + 100, run_name="child", tags={"mlflow.parentRunId": rid, "mlflow.user": "bob"}
)
client.log_param(child.info.run_id, "depth", "7")
client.set_terminated(child.info.run_id, "FAILED", t0 + 200)
client.create_run(emoji, start_time=t0 + 300, run_name="läuft \U0001F680")
killed = client.create_run(emoji, start_time=t0 + 400, run_name="killed")
client.set_terminated(killed.info.run_id, "KILLED", t0 + 500)
dropped = client.create_run(churn, start_time=t0 + 600, run_name="dropped")
client.set_terminated(dropped.info.run_id, "FINISHED", t0 + 700)
client.delete_run(dropped.info.run_id)
client.create_run(gone, start_time=t0 + 800, run_name="in a deleted experiment")
client.delete_experiment(gone)

client.create_registered_model("churn-model", tags={"owner": "risk"}, description="Predicts churn")
for number in range(1, 4):
    client.create_model_version(
        "churn-model", f"runs:/{rid}/model", run_id=rid, tags={"n": str(number)}, description=f"version {number}"
    )
client.delete_model_version("churn-model", "2")
client.set_registered_model_alias("churn-model", "champion", "3")
client.set_registered_model_alias("churn-model", "old", "1")
client.transition_model_version_stage("churn-model", "3", "Production")
client.transition_model_version_stage("churn-model", "1", "Archived")
client.create_registered_model("empty-model")


def number(value):
    return value.hex() if value == value and abs(value) != float("inf") else repr(value)


expected = {"mlflow": mlflow.__version__, "experiments": [], "models": []}
for e in client.search_experiments(view_type=ViewType.ALL):
    runs = []
    for r in client.search_runs([e.experiment_id], run_view_type=ViewType.ALL):
        history = {
            key: [[m.step, m.timestamp, number(m.value)] for m in client.get_metric_history(r.info.run_id, key)]
            for key in r.data.metrics
        }
        files = []

        def walk(path):
            for info in client.list_artifacts(r.info.run_id, path):
                walk(info.path) if info.is_dir else files.append([info.path, info.file_size])

        walk(None)
        runs.append(
            {
                "id": r.info.run_id,
                "name": r.info.run_name,
                "user": r.info.user_id,
                "status": r.info.status,
                "start": r.info.start_time,
                "end": r.info.end_time,
                "stage": r.info.lifecycle_stage,
                "params": r.data.params,
                "tags": r.data.tags,
                "metrics": {k: number(v) for k, v in r.data.metrics.items()},
                "history": history,
                "files": sorted(files),
            }
        )
    expected["experiments"].append(
        {"name": e.name, "stage": e.lifecycle_stage, "tags": e.tags, "created": e.creation_time, "runs": runs}
    )
for m in client.search_registered_models():
    versions = [
        {
            "version": int(v.version),
            "stage": v.current_stage,
            "run": v.run_id,
            "source": v.source,
            "description": v.description,
            "tags": v.tags,
            "created": v.creation_timestamp,
        }
        for v in client.search_model_versions(f"name = '{m.name}'")
    ]
    full = client.get_registered_model(m.name)
    expected["models"].append(
        {
            "name": m.name,
            "description": full.description,
            "tags": full.tags,
            "aliases": {k: int(v) for k, v in full.aliases.items()},
            "versions": sorted(versions, key=lambda v: v["version"]),
        }
    )
with open(expected_file, "w") as f:
    json.dump(expected, f, indent=1, sort_keys=True, ensure_ascii=False)
