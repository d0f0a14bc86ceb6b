"""Boosters of LightGBM with its own raw scores and predictions: python lightgbm_cases.py."""
import lightgbm as lgb
import numpy as np
import pandas as pd
from common import data, target, classes, edge_rows, save


OLD = "" if lgb.__version__.startswith("4.") else "v" + lgb.__version__ + "-"  # of older ones a few cases


def thresholds(booster):
    out = {}

    def walk(n):
        if "split_index" in n:
            if n["decision_type"] == "<=":
                out.setdefault(n["split_feature"], []).append(float(n["threshold"]))
            walk(n["left_child"])
            walk(n["right_child"])

    for t in booster.dump_model()["tree_info"]:
        walk(t["tree_structure"])
    return out


def case(name, params, rounds, rows=1500, width=8, seed=1, y=None, x=None, n_test=150, categories=None, missing=0.05,
         ds=None, **kw):
    if OLD and name not in ("binary", "multiclass", "zero-as-missing", "no-missing", "forest", "categorical"):
        return
    x = data(rows, width, seed, missing) if x is None else x
    y = target(x, seed) if y is None else y(x)
    params = dict(dict(verbosity=-1, seed=seed, num_threads=2, deterministic=True, force_row_wise=True, min_data_in_leaf=5), **params)
    d = lgb.Dataset(x, y, params=params, **dict(dict(categorical_feature=sorted(categories) if categories else "auto"), **(ds or {})))
    b = lgb.train(params, d, rounds, **kw)
    text = b.model_to_string()
    loaded = lgb.Booster(model_str=text)
    t = edge_rows(x, thresholds(loaded), n_test, seed + 100, infinities=True, wide=True, categories=categories)
    if categories:
        for i, c in enumerate(sorted(categories)):
            t[i, c] = -1.0
            t[10 + i, c] = 2.7
    save("lightgbm", OLD + name, text.encode(), "txt", t, loaded.predict(t, raw_score=True), loaded.predict(t))


binary = lambda x: (target(x, 2) > 0.3).astype(float)
four = lambda x: classes(target(x, 4), 4).astype(float)
positive = lambda x: np.exp(np.clip(target(x, 6), -3, 2))
counts = lambda x: np.random.RandomState(3).poisson(positive(x)).astype(float)

case("binary", dict(objective="binary", num_leaves=31), 60, y=binary)
case("binary-sigmoid", dict(objective="binary", num_leaves=15, sigmoid=2.5, is_unbalance=True), 30, y=binary)
case("multiclass", dict(objective="multiclass", num_class=4, num_leaves=10), 15, y=four)
case("one-versus-all", dict(objective="multiclassova", num_class=4, num_leaves=10, sigmoid=1.5), 10, y=four)
case("regression", dict(objective="regression", num_leaves=63), 40)
case("thousand", dict(objective="regression", num_leaves=4, learning_rate=0.02), 1000, n_test=80)
case("deep", dict(objective="regression", num_leaves=900, max_depth=20, min_data_in_leaf=1, min_sum_hessian_in_leaf=0, learning_rate=1.0), 1, rows=3000)
case("depth1", dict(objective="regression_l1", num_leaves=2), 50)
case("zero-as-missing", dict(objective="binary", zero_as_missing=True, num_leaves=31), 40, y=binary)
case("no-missing", dict(objective="binary", use_missing=False, num_leaves=31), 30, y=binary)
case("clean", dict(objective="regression", num_leaves=15), 20, missing=0.0)
case("forest", dict(objective="binary", boosting="rf", bagging_fraction=0.6, bagging_freq=1, feature_fraction=0.7, num_leaves=31), 20, y=binary)
case("forest-regression", dict(objective="regression", boosting="rf", bagging_fraction=0.6, bagging_freq=1, num_leaves=31), 20)
case("dart", dict(objective="regression", boosting="dart", drop_rate=0.3, num_leaves=15), 30)
case("goss", dict(objective="binary", data_sample_strategy="goss", num_leaves=15), 30, y=binary)
case("poisson", dict(objective="poisson", num_leaves=15), 25, y=counts)
case("gamma", dict(objective="gamma", num_leaves=15), 25, y=positive)
case("tweedie", dict(objective="tweedie", num_leaves=15), 25, y=counts)
case("cross-entropy", dict(objective="cross_entropy", num_leaves=15), 20, y=lambda x: 1 / (1 + np.exp(-target(x, 3))))
case("lambdarank", dict(objective="lambdarank", num_leaves=15), 20, y=four, ds=dict(group=[50] * 30))
case("quantile", dict(objective="quantile", alpha=0.8, num_leaves=15), 20)
case("sqrt", dict(objective="regression", reg_sqrt=True, num_leaves=15), 5, n_test=20)
case("linear-tree", dict(objective="regression", linear_tree=True, num_leaves=7), 5, n_test=20)
case("constant", dict(objective="regression", min_data_in_leaf=100000), 3)

x = data(1500, 8, 21)
r = np.random.RandomState(9)
for c, n in ((2, 4), (3, 40), (7, 120)):
    x[:, c] = np.where(np.isnan(x[:, c]), np.nan, r.randint(0, n, len(x)))
lift = np.random.RandomState(10).normal(0, 1.5, 150)
cats = {2: 4, 3: 40, 7: 120}
mixed = lambda x: target(x[:, [0, 1, 4, 5]], 2) + lift[np.nan_to_num(x[:, 3], nan=44).astype(int)] + lift[::-1][np.nan_to_num(x[:, 7], nan=144).astype(int)]
case("categorical", dict(objective="binary", num_leaves=31, max_cat_to_onehot=4, min_data_per_group=5, cat_smooth=1), 30, x=x,
     y=lambda x: (mixed(x) > 0).astype(float), categories=cats)
case("categorical-classes", dict(objective="multiclass", num_class=3, num_leaves=15, min_data_per_group=5), 12, x=x,
     y=lambda x: classes(mixed(x), 3).astype(float), categories=cats)
case("categorical-onehot", dict(objective="regression", num_leaves=15, max_cat_to_onehot=200), 15, x=x, y=mixed, categories=cats)

case("small", dict(objective="binary", num_leaves=5, max_cat_to_onehot=4, min_data_per_group=5, cat_smooth=1), 3, x=x, n_test=20,
     y=lambda x: (mixed(x) > 0).astype(float), categories=cats)
case("small-classes", dict(objective="multiclass", num_class=3, num_leaves=4, zero_as_missing=True), 1, y=lambda x: classes(target(x, 4), 3).astype(float), n_test=20)

x = data(1500, 3, 31)
frame = pd.DataFrame(x, columns=["a", "b", "c"])
levels = ["red", "green", "blue", "a \"quoted\" one", "gr\u00fcn"]
frame["colour"] = pd.Categorical.from_codes(np.random.RandomState(1).randint(0, 5, 1500), levels)
y = (target(x, 2) + lift[frame["colour"].cat.codes] > 0).astype(float)
b = lgb.train(dict(objective="binary", verbosity=-1, num_leaves=15, min_data_per_group=5, num_threads=2), lgb.Dataset(frame, y), 15)
text = b.model_to_string()
t = frame[:120]
rows = np.column_stack([x[:120], t["colour"].cat.codes]).astype(float)
save("lightgbm", OLD + "levels", text.encode(), "txt", rows, b.predict(t, raw_score=True), b.predict(t))
