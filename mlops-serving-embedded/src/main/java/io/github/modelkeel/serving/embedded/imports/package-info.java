/** Reads models that were trained elsewhere: XGBoost, LightGBM, CatBoost, and scikit-learn through ONNX. */
@NullMarked
package io.github.modelkeel.serving.embedded.imports;

import org.jspecify.annotations.NullMarked;
