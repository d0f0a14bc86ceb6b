/** Drift statistics, profiles and reports. */
@NullMarked
package io.github.modelkeel.drift.tabular;

import org.jspecify.annotations.NullMarked;
