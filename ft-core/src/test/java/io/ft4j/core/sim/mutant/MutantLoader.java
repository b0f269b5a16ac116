package io.ft4j.core.sim.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Loads the product with one class replaced by a compiled copy of its source in which one place reads differently. The
 * product itself has no switches for this.
 */
public final class MutantLoader extends ClassLoader implements AutoCloseable {
    private static final String PREFIX = "io.ft4j.";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** One for all: it need not look into the jars of the class path again for each mutant. */
    private static final StandardJavaFileManager FILES =
            COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8);

    private final Path classes;

    private MutantLoader(Path classes) {
        super(MutantLoader.class.getClassLoader());
        this.classes = classes;
    }

    /** @throws IllegalStateException when the patch does not fit the source any more. */
    public static MutantLoader of(Patch patch) throws IOException {
        Path folder = Files.createTempDirectory("mutant");
        Path source = SOURCES.resolve(PREFIX.replace('.', '/') + patch.file());
        Path patched = folder.resolve(source.getFileName());
        Files.writeString(patched, patch.apply(Files.readString(source)));
        StringWriter messages = new StringWriter();
        boolean done = COMPILER.getTask(
                        messages,
                        FILES,
                        null,
                        List.of(
                                "-nowarn",
                                "-proc:none",
                                "-d",
                                folder.toString(),
                                "-cp",
                                System.getProperty("java.class.path")),
                        null,
                        FILES.getJavaFileObjects(patched))
                .call();
        if (!done) {
            throw new IllegalStateException(patch + " does not compile: " + messages);
        }
        return new MutantLoader(folder);
    }

    /** An object of a public class that is loaded anew: of its types it shares only those of the JDK with the caller. */
    public Object newObject(Class<?> type) throws ReflectiveOperationException {
        return loadClass(type.getName()).getConstructor().newInstance();
    }

    /** Every class of the product anew, so that the patched one meets its likes. */
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
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
