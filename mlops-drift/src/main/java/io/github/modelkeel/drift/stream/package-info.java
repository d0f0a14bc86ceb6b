/** Detectors that take one value at a time and say when the stream has changed. */
@NullMarked
package io.github.modelkeel.drift.stream;

import org.jspecify.annotations.NullMarked;
