package io.github.modelkeel.tracking;

/** Which of the things that can be deleted softly are seen. Closed. */
public enum View {
    /** Those that are not deleted. */
    ACTIVE,
    /** Those that are deleted and not yet purged. */
    DELETED,
    /** Both. */
    ALL
}
