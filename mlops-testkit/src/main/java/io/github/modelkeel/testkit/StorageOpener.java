package io.github.modelkeel.testkit;

import io.github.modelkeel.spi.Storage;

/**
 * Opens the same storage in several JVMs. Implemented by a class that has a constructor without parameters, public or not;
 * the name of the class and the place travel to the other JVM.
 */
@FunctionalInterface
public interface StorageOpener {
    /**
     * Opens a storage.
     *
     * @param place where it is, as {@link CrashTck#place} or {@link SoakTck#place} said: a folder, an address
     */
    Storage open(String place);
}
