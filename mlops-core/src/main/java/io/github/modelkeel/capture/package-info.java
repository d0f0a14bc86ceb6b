/** What a run can note of its surroundings: environment, output, the JVM. */
@NullMarked
package io.github.modelkeel.capture;

import org.jspecify.annotations.NullMarked;
