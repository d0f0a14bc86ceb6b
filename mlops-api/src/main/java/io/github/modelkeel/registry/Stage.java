package io.github.modelkeel.registry;

/** Where a model version is on its way to production. Closed. */
public enum Stage {
    /** Registered, nothing more. */
    NONE,
    /** Being tried. */
    STAGING,
    /** In use. */
    PRODUCTION,
    /** No longer in use. */
    ARCHIVED
}
