package io.github.modelkeel.examples.architecture;

import static io.github.modelkeel.examples.architecture.Modules.API;
import static io.github.modelkeel.examples.architecture.Modules.MAY_SEE;
import static io.github.modelkeel.examples.architecture.Modules.PUBLISHED;
import static io.github.modelkeel.examples.architecture.Modules.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Who may see whom: a star around the API, without cycles, with nothing of one module inside another. */
final class ModuleRulesTest {
    private static final Modules MODULES = Modules.published();
    private static final List<String> MODULE_NAMES = PUBLISHED;

    /** Names that say nothing about what is inside. */
    private static final Set<String> EMPTY_NAMES =
            Set.of("util", "utils", "common", "commons", "impl", "helper", "helpers", "misc", "shared");

    @ParameterizedTest
    @FieldSource("MODULE_NAMES")
    void everyModuleHoldsCode(String module) {
        assertThat(MODULES.classes(module))
                .as("classes of %s", module)
                .anyMatch(type -> !type.getSimpleName().equals("package-info"));
    }

    @ParameterizedTest
    @FieldSource("MODULE_NAMES")
    void aModuleSeesOnlyTheModulesItIsMeantToSee(String module) {
        assertNone(ourDependencies(MODULES.classes(module).stream()), dependency -> {
            String target = MODULES.moduleOf(dependency.getTargetClass());
            return !module.equals(target) && !MAY_SEE.get(module).contains(target);
        });
    }

    @Test
    void theApiDoesNotKnowTheSpi() {
        String spi = ROOT + ".spi";
        Stream<JavaClass> outside = MODULES.classes(API).stream()
                .filter(type -> !type.getPackageName().startsWith(spi)
                        && !type.getName().endsWith("module-info"));
        assertNone(
                ourDependencies(outside),
                dependency -> dependency.getTargetClass().getPackageName().startsWith(spi));
    }

    @Test
    void internalPackagesAreSeenInsideTheirModuleAlone() {
        assertNone(
                ourDependencies(MODULES.all()),
                dependency -> isInternal(dependency.getTargetClass())
                        && !MODULES.moduleOf(dependency.getOriginClass())
                                .equals(MODULES.moduleOf(dependency.getTargetClass())));
    }

    @ParameterizedTest
    @FieldSource("MODULE_NAMES")
    void packagesHaveNoCycles(String module) {
        SlicesRuleDefinition.slices()
                .assignedFrom(byPackage())
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(MODULES.classes(module)
                        .that(DescribedPredicate.describe(
                                "not package-info",
                                type -> !type.getSimpleName().equals("package-info"))));
    }

    @Test
    void aPackageLivesInOneModule() {
        Map<String, Set<String>> modulesByPackage = new TreeMap<>();
        MODULES.all()
                .filter(type -> !type.getSimpleName().equals("module-info"))
                .forEach(type -> modulesByPackage
                        .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                        .add(MODULES.moduleOf(type)));
        assertThat(modulesByPackage)
                .isNotEmpty()
                .allSatisfy((name, modules) ->
                        assertThat(modules).as("modules with package %s", name).hasSize(1));
    }

    @Test
    void packageNamesSayWhatIsInside() {
        Set<String> packages = new TreeSet<>();
        MODULES.all().forEach(type -> packages.add(type.getPackageName()));
        assertThat(packages).noneMatch(name -> Arrays.stream(name.split("\\.")).anyMatch(EMPTY_NAMES::contains));
    }

    @ParameterizedTest
    @FieldSource("MODULE_NAMES")
    void packagesAreNullMarked(String module) throws Exception {
        Set<String> packages = new TreeSet<>();
        MODULES.classes(module).stream()
                .filter(type -> !type.getSimpleName().equals("module-info"))
                .forEach(type -> packages.add(type.getPackageName()));
        for (String name : packages) {
            assertThat(Class.forName(name + ".package-info").getAnnotations())
                    .as("annotations of package %s", name)
                    .anyMatch(annotation ->
                            annotation.annotationType().getSimpleName().equals("NullMarked"));
        }
    }

    @Test
    void theBomListsThePublishedModules() throws Exception {
        String bom = Files.readString(Modules.repository().resolve("mlops-bom/pom.xml"));
        String parent = Files.readString(Modules.repository().resolve("pom.xml"));
        assertThat(PUBLISHED).allSatisfy(module -> {
            assertThat(bom).contains("<artifactId>" + module + "</artifactId>");
            assertThat(parent).contains("<module>" + module + "</module>");
        });
        Set<String> published = new LinkedHashSet<>(PUBLISHED);
        published.addAll(List.of("mlops-bom", "examples", "benchmarks"));
        assertThat(parent.lines().map(String::strip).filter(line -> line.startsWith("<module>")))
                .as("modules of the build are published or known not to be")
                .allMatch(line -> published.contains(line.replaceAll("</?module>", "")));
    }

    @Test
    void trackingAndDriftBringFewJarsAndNoTrainingStack() {
        Set<String> classPath = Modules.runtimeClassPath("mlops-core");
        classPath.addAll(Modules.runtimeClassPath("mlops-drift"));
        classPath.addAll(List.of("mlops-core", "mlops-drift"));
        assertThat(classPath).contains(API).hasSizeLessThan(12);
        assertNoTrainingStack(classPath);
    }

    @ParameterizedTest
    @FieldSource("MODULE_NAMES")
    void theTrainingStackComesWithTribuoAlone(String module) {
        Set<String> classPath = Modules.runtimeClassPath(module);
        if (module.equals("mlops-tribuo")) {
            assertThat(classPath).anyMatch(jar -> jar.startsWith("tribuo-core"));
        } else {
            assertNoTrainingStack(classPath);
        }
    }

    @Test
    void everyJarThatShipsIsListedAndChecked() throws Exception {
        Set<String> shipped = new TreeSet<>();
        for (String module : PUBLISHED) {
            Modules.runtimeClassPath(module).stream()
                    .filter(entry -> entry.endsWith(".jar"))
                    .forEach(shipped::add);
        }
        Pattern row = Pattern.compile("^\\| `([^`]+\\.jar)`", Pattern.MULTILINE);
        String list = Files.readString(Modules.repository().resolve("docs/dependencies.md"));
        assertThat(row.matcher(list).results().map(match -> match.group(1)))
                .as("jars in docs/dependencies.md")
                .containsExactlyInAnyOrderElementsOf(shipped);
    }

    private static void assertNoTrainingStack(Set<String> classPath) {
        assertThat(classPath)
                .noneMatch(
                        jar -> Stream.of("tribuo", "olcut", "xgboost", "protobuf", "kryo", "commons-logging", "scala")
                                .anyMatch(jar::startsWith));
    }

    private static Stream<Dependency> ourDependencies(Stream<JavaClass> types) {
        return types.flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> MODULES.moduleOf(dependency.getTargetClass()) != null);
    }

    private static void assertNone(Stream<Dependency> dependencies, Predicate<Dependency> forbidden) {
        assertThat(dependencies.filter(forbidden).map(Dependency::getDescription))
                .isEmpty();
    }

    private static boolean isInternal(JavaClass type) {
        return Arrays.asList(type.getPackageName().split("\\.")).contains("internal");
    }

    private static SliceAssignment byPackage() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return MODULES.moduleOf(type) == null
                        ? SliceIdentifier.ignore()
                        : SliceIdentifier.of(type.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }
}
