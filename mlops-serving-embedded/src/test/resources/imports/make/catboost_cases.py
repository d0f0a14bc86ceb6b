"""Models of CatBoost in its JSON form with its own raw values and predictions: python catboost_cases.py."""
import json, os, tempfile
import catboost as cb
import numpy as np
from common import data, target, classes, edge_rows, save


def case(name, cls, rounds, rows=1500, width=8, seed=1, y=None, x=None, n_test=150, missing=0.05, cat=None, **params):
    x = data(rows, width, seed, missing) if x is None else x
    y = target(x, seed) if y is None else y(x)
    m = cls(iterations=rounds, random_seed=seed, thread_count=2, verbose=False, allow_writing_files=False, **params)
    train = x
    if cat is not None:
        import pandas as pd
        train = pd.DataFrame(x)
        train[cat] = train[cat].fillna(-1).astype(int).astype(str)
    m.fit(train, y, **(dict(cat_features=cat) if cat is not None else {}))
    path = os.path.join(tempfile.mkdtemp(), "m.json")
    m.save_model(path, format="json")
    with open(path, "rb") as f:
        text = f.read()
    doc = json.loads(text)
    th = {}
    for f in doc["features_info"].get("float_features", []):
        th[f["flat_feature_index"]] = f["borders"] or [0.0]
    if cat is not None:
        t = x[:20]
        save("catboost", name, text, "json", t, np.zeros(20), np.zeros(20))
        return
    t = edge_rows(x, th, n_test, seed + 100, infinities=True, wide=True)
    pool = cb.Pool(t)
    margins = m.predict(pool, prediction_type="RawFormulaVal")
    classifier = isinstance(m, cb.CatBoostClassifier)
    scores = m.predict_proba(pool) if classifier and params.get("loss_function") != "MultiLabel" else m.predict(pool)
    save("catboost", name, text, "json", t, margins, scores)


R, C = cb.CatBoostRegressor, cb.CatBoostClassifier
binary = lambda x: (target(x, 2) > 0.3).astype(int)
four = lambda x: classes(target(x, 4), 4)
positive = lambda x: np.exp(np.clip(target(x, 6), -3, 2))
counts = lambda x: np.random.RandomState(3).poisson(positive(x)).astype(float)

case("binary", C, 60, y=binary, depth=6)
case("depth1", C, 40, y=binary, depth=1)
case("depth10", R, 4, depth=10)
case("depth16", R, 1, depth=15, n_test=60)
case("regression", R, 50, depth=5, learning_rate=0.2)
case("thousand", R, 1000, depth=2, n_test=80, border_count=40)
case("multiclass", C, 20, y=four, depth=4)
case("multiclass-names", C, 8, y=lambda x: np.array(["ham", "spam", "eggs"])[classes(target(x, 4), 3)], depth=3)
case("binary-names", C, 8, y=lambda x: np.array(["no", "yes"])[binary(x)], depth=3)
case("missing-max", R, 20, depth=5, nan_mode="Max")
case("clean", R, 15, depth=4, missing=0.0)
case("poisson", R, 20, y=counts, depth=4, loss_function="Poisson")
case("mae", R, 20, depth=4, loss_function="MAE")
case("quantile", R, 20, depth=4, loss_function="Quantile:alpha=0.8")
case("cross-entropy", C, 20, y=lambda x: (target(x, 3) > 0).astype(int), depth=4, loss_function="CrossEntropy")
case("one-versus-all", C, 10, y=four, depth=3, loss_function="MultiClassOneVsAll")
case("lossguide", R, 15, grow_policy="Lossguide", max_leaves=20)
case("depthwise", C, 15, y=binary, grow_policy="Depthwise", depth=5)
case("multi-rmse", R, 10, y=lambda x: np.stack([target(x, 2), target(x, 3)], axis=1), depth=4, loss_function="MultiRMSE")
case("rmse-uncertainty", R, 5, depth=3, loss_function="RMSEWithUncertainty", n_test=20)
case("small", C, 3, y=binary, depth=2, border_count=4, n_test=20)
case("small-classes", C, 2, y=lambda x: classes(target(x, 4), 3), depth=2, border_count=4, n_test=20)
case("small-lossguide", R, 2, grow_policy="Lossguide", max_leaves=5, border_count=4, n_test=20)
x = data(1500, 4, 3)
x[:, 1] = np.random.RandomState(5).randint(0, 30, 1500)
case("levels", C, 5, x=x, y=binary, cat=[1], depth=3)
