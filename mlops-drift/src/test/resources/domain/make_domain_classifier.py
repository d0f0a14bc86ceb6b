"""Writes domain_classifier.json: out-of-fold areas and p-values of a classifier that tells two samples apart.

    python3 make_domain_classifier.py > domain_classifier.json

scikit-learn trains (logistic regression without a penalty on standardised columns, a convex problem with one solution) and
gives the areas, scipy the one-sided Mann-Whitney p-values, StratifiedKFold the folds. Nothing here was written by the
library under test.
"""
import json
import sys

import numpy
import scipy
import sklearn
from scipy.stats import mannwhitneyu
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler


def case(name, reference, window, seed, folds=2):
    x = numpy.round(numpy.vstack([reference, window]), 3)
    y = numpy.r_[numpy.zeros(len(reference)), numpy.ones(len(window))]
    fold = numpy.zeros(len(y), dtype=int)
    aucs, ps = [], []
    for k, (train, test) in enumerate(StratifiedKFold(folds, shuffle=True, random_state=seed).split(x, y)):
        fold[test] = k
        scale = StandardScaler().fit(x[train])
        model = LogisticRegression(C=numpy.inf, tol=1e-12, solver="newton-cholesky", max_iter=1000)
        score = model.fit(scale.transform(x[train]), y[train]).predict_proba(scale.transform(x[test]))[:, 1]
        aucs.append(float(roc_auc_score(y[test], score)))
        small = (y[test] == 0).sum() * (y[test] == 1).sum() <= 2500
        ps.append(float(mannwhitneyu(score[y[test] == 1], score[y[test] == 0], alternative="greater",
                                     method="exact" if small else "asymptotic").pvalue))
    p = min(1.0, 2.0 * float(numpy.mean(ps)))
    auc = float(numpy.mean(aucs))
    return {
        "name": name,
        "reference_rows": len(reference),
        "x": [[float(v) for v in column] for column in x.T],
        "fold": [int(f) for f in fold],
        "expected": {
            "fold_aucs": aucs,
            "fold_p_values": ps,
            "auc": auc,
            "p_value": p,
            "drift": bool(p <= 0.05 and 2 * auc - 1 >= 0.1),
        },
    }


def main():
    r = numpy.random.default_rng(20240501)
    normal = r.standard_normal
    cases = [
        case("no drift", normal((300, 3)), normal((300, 3)), 1, 5),
        case("one column moved by half a deviation", normal((300, 3)), normal((300, 3)) + [0, 0.5, 0], 2, 5),
        case("each column moved a little", normal((300, 8)), normal((300, 8)) + 0.15, 3),
        case("small sides, exact", normal((120, 2)), normal((110, 2)) + [0.8, 0], 4),
        case("sides of unequal size", normal((500, 3)), normal((60, 3)) + [0, 0, 0.9], 5),
        case("a certain change too small to matter", normal((2500, 1)), normal((2500, 1)) + 0.15, 6),
    ]
    cases.append(case("one column moved, ten folds", normal((300, 3)), normal((300, 3)) + [0, 0.9, 0], 9, 10))
    # the correlation turns while each column keeps its law; the product of the columns shows it to a linear model
    z, w = normal((400, 2)), normal((400, 2))
    a = numpy.c_[z[:, 0], 0.8 * z[:, 0] + 0.6 * z[:, 1]]
    b = numpy.c_[w[:, 0], -0.8 * w[:, 0] + 0.6 * w[:, 1]]
    cases.append(case("correlation turned, with the product of the columns", numpy.c_[a, a[:, 0] * a[:, 1]],
                      numpy.c_[b, b[:, 0] * b[:, 1]], 7))
    cases.append(case("correlation turned, a linear model sees nothing", a, b, 8))
    json.dump(
        {
            "source": "scikit-learn %s, scipy %s, numpy %s, Python %s"
                      % (sklearn.__version__, scipy.__version__, numpy.__version__, sys.version.split()[0]),
            "note": "made by make_domain_classifier.py",
            "cases": cases,
        },
        sys.stdout,
    )
    print()


main()
