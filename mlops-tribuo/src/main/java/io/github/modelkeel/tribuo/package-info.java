/** Trainers on Tribuo and XGBoost, and the conversion of their models to Modelkeel's own formats. */
@NullMarked
package io.github.modelkeel.tribuo;

import org.jspecify.annotations.NullMarked;
