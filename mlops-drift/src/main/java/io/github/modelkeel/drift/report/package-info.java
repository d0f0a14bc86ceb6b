/** Drift reports as text, JSON and a page that needs nothing but a browser. */
@NullMarked
package io.github.modelkeel.drift.report;

import org.jspecify.annotations.NullMarked;
