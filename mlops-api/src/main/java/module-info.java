/** Value types, fluent interfaces, exceptions and the service provider interfaces of Modelkeel. */
module io.github.modelkeel.api {
    requires static transitive org.jspecify;

    exports io.github.modelkeel.data;
    exports io.github.modelkeel.drift;
    exports io.github.modelkeel.error;
    exports io.github.modelkeel.features;
    exports io.github.modelkeel.model;
    exports io.github.modelkeel.pipeline;
    exports io.github.modelkeel.registry;
    exports io.github.modelkeel.serving;
    exports io.github.modelkeel.spi;
    exports io.github.modelkeel.tracking;
}
