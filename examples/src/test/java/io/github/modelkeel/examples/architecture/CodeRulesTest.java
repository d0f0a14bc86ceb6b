package io.github.modelkeel.examples.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What no published class does: read the clock, roll unseeded dice, print, keep state in statics, guess a locale. */
final class CodeRulesTest {
    private static final Modules MODULES = Modules.published();
    private static final List<String> MODULE_NAMES = Modules.PUBLISHED;

    private static final Set<String> UNSEEDED = Set.of(
            "java.lang.Math.random()",
            "java.lang.StrictMath.random()",
            "java.util.Random.<init>()",
            "java.util.SplittableRandom.<init>()",
            "java.util.concurrent.ThreadLocalRandom.current()",
            "java.util.random.RandomGenerator.getDefault()",
            "java.util.Collections.shuffle(java.util.List)");

    private static final Set<String> DEFAULT_LOCALE_OR_CHARSET = Set.of(
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.lang.String.formatted([Ljava.lang.Object;)",
            "java.lang.String.getBytes()",
            "java.lang.String.<init>([B)",
            "java.lang.String.<init>([B, int, int)",
            "java.io.InputStreamReader.<init>(java.io.InputStream)",
            "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
            "java.io.FileReader.<init>(java.io.File)",
            "java.io.FileReader.<init>(java.lang.String)",
            "java.io.FileWriter.<init>(java.io.File)",
            "java.io.FileWriter.<init>(java.lang.String)",
            "java.io.PrintWriter.<init>(java.io.OutputStream)",
            "java.io.ByteArrayOutputStream.toString()",
            "java.nio.charset.Charset.defaultCharset()",
            "java.util.Locale.getDefault()",
            "java.util.Formatter.<init>()",
            "java.util.Scanner.<init>(java.io.InputStream)");

    /** Objects in static fields that change after they were made. */
    private static final List<String> MUTABLE_TYPES = List.of(
            "java.util.concurrent.atomic.",
            "java.util.concurrent.Concurrent",
            "java.lang.ThreadLocal",
            "java.lang.StringBuilder",
            "java.util.ArrayList",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.LinkedHashMap",
            "java.util.TreeMap",
            "java.util.WeakHashMap",
            "java.util.Random",
            "java.util.SplittableRandom");

    /** Whose purpose is the output of the process: what runs print is kept, and processes of the contract talk by it. */
    private static final Set<String> MAY_PRINT = Set.of(
            "io.github.modelkeel.capture.OutputCapture",
            "io.github.modelkeel.testkit.CrashTable",
            "io.github.modelkeel.testkit.CrashTck",
            "io.github.modelkeel.testkit.SoakTck",
            "io.github.modelkeel.testkit.SoakWorker");

    /** Whose child JVM ends without closing anything, as a killed one does. */
    private static final Set<String> MAY_STOP = Set.of("io.github.modelkeel.testkit.ReadOnlyTck");

    /** Who notes the defaults of a process, writes in its encoding, or shows that nothing depends on them. */
    private static final Set<String> MAY_USE_DEFAULTS = Set.of(
            "io.github.modelkeel.capture.JvmFacts",
            "io.github.modelkeel.capture.OutputCapture",
            "io.github.modelkeel.testkit.RunSearchTck");

    /** Foreign types that the purpose of a module puts in its signatures. */
    private static final Map<String, List<String>> MAY_NAME =
            Map.of("mlops-tribuo", List.of("org.tribuo."), Modules.TESTKIT, List.of("org.junit.jupiter.api."));

    @Test
    void timeComesFromAnInstantSource() {
        assertNone(accesses().filter(access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            boolean system = owner.equals("java.lang.System") && name.equals("currentTimeMillis");
            boolean now = owner.startsWith("java.time.")
                    && name.equals("now")
                    && !access.getTargetOwner().isAssignableTo(java.time.InstantSource.class)
                    && !hasClockParameter(access);
            boolean date = owner.equals("java.util.Date")
                    && access.getTarget().getFullName().endsWith(".<init>()");
            return system || now || date;
        }));
    }

    @Test
    void chanceHasASeed() {
        assertNone(
                accesses().filter(access -> UNSEEDED.contains(access.getTarget().getFullName())));
    }

    @Test
    void nothingIsPrinted() {
        assertNone(accesses().filter(access -> !isOf(MAY_PRINT, access)).filter(access -> {
            String target = access.getTarget().getFullName();
            return target.equals("java.lang.System.out")
                    || target.equals("java.lang.System.err")
                    || access.getTarget().getName().equals("printStackTrace");
        }));
    }

    @Test
    void localeAndCharsetAreNamed() {
        assertNone(accesses()
                .filter(access -> !isOf(MAY_USE_DEFAULTS, access))
                .filter(access ->
                        DEFAULT_LOCALE_OR_CHARSET.contains(access.getTarget().getFullName())));
    }

    @Test
    void objectsAreNeverDeserialised() {
        assertNone(accesses().filter(access -> access.getTargetOwner().getName().equals("java.io.ObjectInputStream")));
    }

    @Test
    void theHostsJvmIsNeverStopped() {
        assertNone(accesses()
                .filter(access -> !isOf(MAY_STOP, access))
                .filter(access -> Set.of("java.lang.System.exit(int)", "java.lang.Runtime.halt(int)")
                        .contains(access.getTarget().getFullName())));
    }

    @Test
    void staticsDoNotChange() {
        Stream<JavaField> statics = MODULES.all()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.SYNTHETIC));
        assertThat(statics.filter(field -> !field.getModifiers().contains(JavaModifier.FINAL)
                                || isVisibleArray(field)
                                || MUTABLE_TYPES.stream()
                                        .anyMatch(field.getRawType().getName()::startsWith))
                        .map(JavaField::getFullName))
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("MODULE_NAMES")
    void publicSignaturesNameTheJdkAndUsAlone(String module) {
        assertThat(MODULES.classes(module).stream()
                        .filter(CodeRulesTest::isVisible)
                        .flatMap(type -> Stream.concat(
                                        named(type).map(name -> type.getName() + " names " + name),
                                        type.getMembers().stream()
                                                .filter(CodeRulesTest::isVisible)
                                                .flatMap(member -> named(member)
                                                        .map(name -> member.getFullName() + " names " + name)))
                                .filter(line -> isForeign(module, line.substring(line.lastIndexOf(' ') + 1)))))
                .isEmpty();
    }

    private static Stream<JavaAccess<?>> accesses() {
        return MODULES.all().flatMap(type -> type.getAccessesFromSelf().stream());
    }

    private static boolean isOf(Set<String> types, JavaAccess<?> access) {
        String owner = access.getOriginOwner().getName();
        return types.contains(owner.contains("$") ? owner.substring(0, owner.indexOf('$')) : owner);
    }

    private static void assertNone(Stream<? extends JavaAccess<?>> accesses) {
        assertThat(accesses.map(JavaAccess::getDescription)).isEmpty();
    }

    private static boolean hasClockParameter(JavaAccess<?> access) {
        return access.getTarget().getFullName().contains(Clock.class.getName() + ")");
    }

    private static boolean isVisibleArray(JavaField field) {
        return field.getRawType().isArray() && !field.getModifiers().contains(JavaModifier.PRIVATE);
    }

    /** True for a type a host can name: public, or protected in such a type, outside the internal packages. */
    private static boolean isVisible(JavaClass type) {
        return !List.of(type.getPackageName().split("\\.")).contains("internal")
                && (type.getModifiers().contains(JavaModifier.PUBLIC)
                        || type.getModifiers().contains(JavaModifier.PROTECTED))
                && type.getEnclosingClass().map(CodeRulesTest::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !modifiers.contains(JavaModifier.BRIDGE);
    }

    private static Stream<String> named(JavaClass type) {
        Stream<JavaType> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        return Stream.concat(parents, type.getTypeParameters().stream()).flatMap(CodeRulesTest::rawNames);
    }

    private static Stream<String> named(JavaMember member) {
        if (member instanceof JavaField field) {
            return rawNames(field.getType());
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        Stream<JavaType> types = Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
        Stream<String> thrown = unit.getExceptionTypes().stream().map(JavaClass::getName);
        return Stream.concat(types.flatMap(CodeRulesTest::rawNames), thrown);
    }

    private static Stream<String> rawNames(JavaType type) {
        return type.getAllInvolvedRawTypes().stream()
                .map(raw -> raw.getBaseComponentType())
                .filter(raw -> !raw.isPrimitive())
                .map(JavaClass::getName);
    }

    private static boolean isForeign(String module, String type) {
        return Stream.of("java.", "javax.sql.", "com.sun.net.httpserver.", Modules.ROOT + ".")
                        .noneMatch(type::startsWith)
                && MAY_NAME.getOrDefault(module, List.of()).stream().noneMatch(type::startsWith);
    }
}
