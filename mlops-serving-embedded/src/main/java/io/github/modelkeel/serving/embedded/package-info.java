/** Loads, verifies and evaluates model packages inside the host, without a training stack and without native code. */
@NullMarked
package io.github.modelkeel.serving.embedded;

import org.jspecify.annotations.NullMarked;
