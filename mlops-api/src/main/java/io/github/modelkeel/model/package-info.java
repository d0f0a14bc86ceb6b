/** Models, how they are trained and judged, and the package they are stored in. */
@NullMarked
package io.github.modelkeel.model;

import org.jspecify.annotations.NullMarked;
