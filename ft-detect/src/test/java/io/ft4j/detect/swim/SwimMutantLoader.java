package io.ft4j.detect.swim;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Loads this package with one class replaced by a compiled copy of its source in which one place reads differently. The
 * product itself has no switches for this.
 */
final class SwimMutantLoader extends ClassLoader implements AutoCloseable {
    private static final String PREFIX = "io.ft4j.detect.swim.";
    private static final Path SOURCES = Path.of("src/main/java");

    private final Path classes;

    private SwimMutantLoader(Path classes) {
        super(SwimMutantLoader.class.getClassLoader());
        this.classes = classes;
    }

    /** @throws IllegalStateException when the mutant does not fit the source any more. */
    static SwimMutantLoader of(SwimMutant mutant) throws IOException {
        Path folder = Files.createTempDirectory("mutant");
        Path source = SOURCES.resolve(PREFIX.replace('.', '/') + mutant.file());
        Path patched = folder.resolve(source.getFileName());
        Files.writeString(patched, mutant.patch(Files.readString(source)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-nowarn", "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        boolean done = compiler.getTask(
                        messages,
                        null,
                        null,
                        options,
                        null,
                        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)
                                .getJavaFileObjects(patched))
                .call();
        if (!done) {
            throw new IllegalStateException(mutant.name() + " does not compile: " + messages);
        }
        return new SwimMutantLoader(folder);
    }

    LongFunction<String> newRun() throws ReflectiveOperationException {
        @SuppressWarnings("unchecked")
        LongFunction<String> run = (LongFunction<String>)
                loadClass(SwimMutantRun.class.getName()).getConstructor().newInstance();
        return run;
    }

    /** Every class of the package anew, so that the patched one meets its likes. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PREFIX)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        Path patched = classes.resolve(file);
        try (InputStream in = Files.exists(patched)
                ? Files.newInputStream(patched)
                : getParent().getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
