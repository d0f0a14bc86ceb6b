/** How well a model does while its labels have not arrived: expected performance, and inputs that no longer fit together. */
@NullMarked
package io.github.modelkeel.drift.estimate;

import org.jspecify.annotations.NullMarked;
