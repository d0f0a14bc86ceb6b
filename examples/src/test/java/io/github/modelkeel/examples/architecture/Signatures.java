package io.github.modelkeel.examples.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes down what a host can call: every public or protected type and member outside the internal packages, with
 * generics, nullness and checked exceptions. Our names are relative to our root package. Sorted, one line each, the same on every JDK.
 */
final class Signatures {
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    private Signatures() {}

    /** The lines of one module: a line for each type, its members indented below it. */
    static List<String> of(JavaClasses classes) {
        TreeMap<String, Class<?>> types = new TreeMap<>();
        for (JavaClass type : classes) {
            if (!List.of(type.getPackageName().split("\\.")).contains("internal")) {
                Class<?> reflected = reflect(type.getName());
                if (reflected != null && isVisible(reflected)) {
                    types.put(type.getName(), reflected);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        types.values().forEach(type -> {
            lines.add(header(type));
            members(type).forEach(member -> lines.add("    " + member));
        });
        return lines;
    }

    private static Class<?> reflect(String name) {
        if (name.endsWith("module-info")) {
            return null;
        }
        try {
            return Class.forName(name, false, Signatures.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("compiled but not on the class path: " + name, e);
        }
    }

    private static boolean isVisible(Class<?> type) {
        return isVisible(type.getModifiers())
                && !type.isSynthetic()
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String header(Class<?> type) {
        int ignored = Modifier.INTERFACE | Modifier.STRICT | (type.isInterface() ? Modifier.ABSTRACT : 0);
        int implied = type.isRecord() || type.isEnum() ? Modifier.FINAL | Modifier.STATIC | Modifier.ABSTRACT : 0;
        StringBuilder line = new StringBuilder(Modifier.toString(type.getModifiers() & ~ignored & ~implied));
        line.append(type.isSealed() && !type.isEnum() ? " sealed " : " ").append(kind(type));
        line.append(' ').append(name(type)).append(typeParameters(type.getTypeParameters()));
        if (type.isRecord()) {
            line.append(Arrays.stream(type.getRecordComponents())
                    .map(Signatures::component)
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        AnnotatedType parent = type.getAnnotatedSuperclass();
        if (parent != null && !type.isRecord() && !type.isEnum() && parent.getType() != Object.class) {
            line.append(" extends ").append(text(parent));
        }
        appendTypes(line, type.isInterface() ? " extends " : " implements ", type.getAnnotatedInterfaces());
        if (type.isSealed() && !type.isEnum()) {
            line.append(Arrays.stream(type.getPermittedSubclasses())
                    .map(Signatures::name)
                    .sorted()
                    .collect(Collectors.joining(", ", " permits ", "")));
        }
        return line.toString();
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isEnum()) {
            return "enum";
        }
        return type.isRecord() ? "record" : "class";
    }

    private static String component(RecordComponent component) {
        return text(component.getAnnotatedType()) + " " + component.getName();
    }

    private static Set<String> members(Class<?> type) {
        Set<String> lines = new TreeSet<>();
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
                lines.add(field.isEnumConstant() ? field.getName() : field(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers()) && !constructor.isSynthetic() && !type.isRecord()) {
                lines.add(Modifier.toString(constructor.getModifiers()) + " "
                        + typeParameters(constructor.getTypeParameters()) + type.getSimpleName()
                        + parameters(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method.getModifiers()) && !method.isSynthetic() && !isImplied(type, method)) {
                lines.add(method(method));
            }
        }
        return lines;
    }

    private static boolean isImplied(Class<?> type, Method method) {
        String name = method.getName();
        boolean enumMethod = type.isEnum() && (name.equals("values") || name.equals("valueOf"));
        boolean accessor = type.isRecord()
                && method.getParameterCount() == 0
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(component -> component.getName().equals(name));
        return enumMethod || accessor || OF_EVERY_OBJECT.contains(name);
    }

    private static String field(Field field) {
        return Modifier.toString(field.getModifiers()) + " " + text(field.getAnnotatedType()) + " " + field.getName();
    }

    private static String method(Method method) {
        int modifiers = method.getModifiers() & Modifier.methodModifiers() & ~Modifier.SYNCHRONIZED & ~Modifier.NATIVE;
        return Modifier.toString(method.getDeclaringClass().isInterface() ? modifiers & ~Modifier.ABSTRACT : modifiers)
                + (method.isDefault() ? " default " : " ")
                + typeParameters(method.getTypeParameters())
                + text(method.getAnnotatedReturnType()) + " " + method.getName() + parameters(method);
    }

    private static String parameters(Executable executable) {
        StringBuilder line = new StringBuilder(Arrays.stream(executable.getAnnotatedParameterTypes())
                .map(Signatures::text)
                .collect(Collectors.joining(", ", "(", ")")));
        if (executable.isVarArgs()) {
            line.replace(line.length() - "[])".length(), line.length(), "...)");
        }
        appendTypes(line, " throws ", executable.getAnnotatedExceptionTypes());
        return line.toString();
    }

    private static void appendTypes(StringBuilder line, String word, AnnotatedType[] types) {
        if (types.length > 0) {
            line.append(Stream.of(types).map(Signatures::text).sorted().collect(Collectors.joining(", ", word, "")));
        }
    }

    private static String typeParameters(TypeVariable<?>[] variables) {
        if (variables.length == 0) {
            return "";
        }
        return Arrays.stream(variables)
                .map(variable -> nullness(variable) + variable.getName() + bounds(variable.getAnnotatedBounds()))
                .collect(Collectors.joining(", ", "<", "> "))
                .strip();
    }

    private static String bounds(AnnotatedType[] bounds) {
        String text = Arrays.stream(bounds).map(Signatures::text).collect(Collectors.joining(" & "));
        return text.isEmpty() || text.equals("Object") ? "" : " extends " + text;
    }

    private static String text(AnnotatedType type) {
        if (type instanceof AnnotatedArrayType array) {
            return text(array.getAnnotatedGenericComponentType()) + nullness(array) + "[]";
        }
        if (type instanceof AnnotatedParameterizedType parameterized) {
            Class<?> raw = (Class<?>) ((java.lang.reflect.ParameterizedType) type.getType()).getRawType();
            return nullness(type)
                    + name(raw)
                    + Arrays.stream(parameterized.getAnnotatedActualTypeArguments())
                            .map(Signatures::text)
                            .collect(Collectors.joining(", ", "<", ">"));
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
            return lower.length > 0 ? "? super " + text(lower[0]) : "?" + bounds(wildcard.getAnnotatedUpperBounds());
        }
        if (type instanceof AnnotatedTypeVariable) {
            return nullness(type) + type.getType().getTypeName();
        }
        return nullness(type) + name((Class<?>) type.getType());
    }

    /** The name of a type: simple for java.lang, relative to our root package for ours, in full for the rest. */
    private static String name(Class<?> type) {
        if (type.getPackageName().equals("java.lang")) {
            return type.getSimpleName();
        }
        String ours = Modules.ROOT + ".";
        return type.getName().startsWith(ours) ? type.getName().substring(ours.length()) : type.getName();
    }

    private static String nullness(AnnotatedElement element) {
        return Stream.of(element.getAnnotations())
                .map(Annotation::annotationType)
                .filter(annotation -> annotation.getPackageName().equals("org.jspecify.annotations"))
                .map(annotation -> "@" + annotation.getSimpleName() + " ")
                .collect(Collectors.joining());
    }
}
