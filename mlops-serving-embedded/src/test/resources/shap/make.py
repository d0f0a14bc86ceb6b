"""Writes the models and contributions beside this file. pip install xgboost==3.0.4 numpy==2.4.6; python make.py

Each JSON file has the trees of a booster as XGBoost saved them, rows (null is missing), and what the booster itself gives for
them: margins (output_margin=True) and contributions (pred_contribs=True), whose last column is the expected value.
"""
import json
import pathlib

import numpy as np
import xgboost as xgb

HERE = pathlib.Path(__file__).parent


def fixture(name, objective, rounds, depth, classes, columns, seed, **settings):
    rng = np.random.default_rng(seed)
    cells = np.round(rng.normal(size=(600, columns)), 1).astype(np.float32)
    cells[rng.random(cells.shape) < 0.05] = np.nan
    signal = np.nan_to_num(cells[:, 0]) - np.nan_to_num(cells[:, 1]) * np.nan_to_num(cells[:, 2])
    signal = signal + 0.3 * rng.normal(size=600)
    if classes == 1 and objective == "binary:logistic":
        label = (signal > 0).astype(int)
    elif classes > 1:
        label = np.digitize(signal, np.quantile(signal, np.arange(1, classes) / classes))
    else:
        label = signal
    parameters = {"objective": objective, "max_depth": depth, "tree_method": "hist", "seed": seed, "nthread": 1}
    parameters.update(settings)
    if classes > 1:
        parameters["num_class"] = classes
    booster = xgb.train(parameters, xgb.DMatrix(cells, label), rounds)
    model = json.loads(booster.save_raw("json"))["learner"]
    gb = model["gradient_booster"]["model"]
    rows = cells[:25]
    matrix = xgb.DMatrix(rows)
    trees = [
        {
            "margin": group,
            "left": tree["left_children"],
            "right": tree["right_children"],
            "feature": tree["split_indices"],
            "condition": tree["split_conditions"],
            "default_left": tree["default_left"],
            "cover": tree["sum_hessian"],
            "gain": tree["loss_changes"],
        }
        for tree, group in zip(gb["trees"], gb["tree_info"])
    ]
    base = float(model["learner_model_param"]["base_score"])
    if objective == "binary:logistic":
        base = float(-np.log(np.float32(1) / np.float32(base) - np.float32(1)))
    document = {
        "xgboost": xgb.__version__,
        "groups": classes,
        "width": columns,
        "base": base,
        "trees": trees,
        "rows": [[None if np.isnan(cell) else float(cell) for cell in row] for row in rows],
        "margins": booster.predict(matrix, output_margin=True).astype(float).reshape(len(rows), -1).tolist(),
        "contributions": booster.predict(matrix, pred_contribs=True).astype(float).reshape(len(rows), -1).tolist(),
        "importance": {
            kind: {int(f[1:]): float(v) for f, v in booster.get_score(importance_type=kind).items()}
            for kind in ("weight", "gain", "total_gain", "cover", "total_cover")
        },
    }
    (HERE / (name + ".json")).write_text(json.dumps(document, separators=(",", ":")) + "\n")


fixture("binary", "binary:logistic", 12, 6, 1, 8, 1)
fixture("classes", "multi:softprob", 4, 4, 3, 6, 2)
fixture("deep", "reg:squarederror", 3, 14, 1, 5, 3, min_child_weight=0, eta=1.0)
