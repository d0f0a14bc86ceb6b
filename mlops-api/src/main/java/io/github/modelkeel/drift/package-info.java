/** Drift: reference profiles, detectors and reports. */
@NullMarked
package io.github.modelkeel.drift;

import org.jspecify.annotations.NullMarked;
