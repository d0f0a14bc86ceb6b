/** Being told of the changes of a storage: listeners and webhooks, at least once each. */
@NullMarked
package io.github.modelkeel.events;

import org.jspecify.annotations.NullMarked;
