package io.ft4j.log.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Loads a package with one class replaced by a compiled copy of its source in which one place reads differently. The
 * product itself has no switches for this.
 */
public final class MutantLoader extends ClassLoader implements AutoCloseable {
    private static final Path SOURCES = Path.of("src/main/java");

    private final String prefix;
    private final Path classes;

    private MutantLoader(String prefix, Path classes) {
        super(MutantLoader.class.getClassLoader());
        this.prefix = prefix;
        this.classes = classes;
    }

    /**
     * @param example     a class of the package.
     * @param original    stands once in that file of the package.
     * @param replacement stands there instead.
     * @throws IllegalStateException when the mutant does not fit the source any more.
     */
    public static MutantLoader of(Class<?> example, String file, String original, String replacement)
            throws IOException {
        String prefix = example.getPackageName() + ".";
        Path folder = Files.createTempDirectory("mutant");
        Path patched = folder.resolve(file);
        String source = Files.readString(SOURCES.resolve(prefix.replace('.', '/') + file));
        Files.writeString(patched, patch(file, source, original, replacement));
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
            throw new IllegalStateException("\"" + replacement + "\" does not compile: " + messages);
        }
        return new MutantLoader(prefix, folder);
    }

    private static String patch(String file, String source, String original, String replacement) {
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException(
                    file + " has \"" + original + "\" " + (at < 0 ? "nowhere" : "more than once"));
        }
        return source.substring(0, at) + replacement + source.substring(at + original.length());
    }

    /** Every class of the package anew, so that the patched one meets its likes. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(prefix)) {
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
            for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.delete(file);
            }
        }
    }
}
