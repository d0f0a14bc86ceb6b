/** Features: declared once, fitted on training rows, stored with the model and replayed in serving. */
@NullMarked
package io.github.modelkeel.features;

import org.jspecify.annotations.NullMarked;
