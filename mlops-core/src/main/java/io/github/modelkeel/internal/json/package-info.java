/** Documents as JSON. */
@NullMarked
package io.github.modelkeel.internal.json;

import org.jspecify.annotations.NullMarked;
