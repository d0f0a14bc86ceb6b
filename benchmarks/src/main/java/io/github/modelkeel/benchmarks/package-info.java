/** JMH benchmarks. Not published. */
@NullMarked
package io.github.modelkeel.benchmarks;

import org.jspecify.annotations.NullMarked;
