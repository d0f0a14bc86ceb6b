/** What the stores cost, measured; see {@link io.github.modelkeel.benchmarks.stores.StoreBench}. */
@org.jspecify.annotations.NullMarked
package io.github.modelkeel.benchmarks.stores;
