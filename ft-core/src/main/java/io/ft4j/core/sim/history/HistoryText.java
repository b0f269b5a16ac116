package io.ft4j.core.sim.history;

import static io.ft4j.core.sim.history.RegisterModel.COMPARE_AND_SET;
import static io.ft4j.core.sim.history.RegisterModel.READ;

import io.ft4j.core.sim.history.Operation.Outcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Histories of registers as text, one event a line in real time; blank lines and what follows a {@code #} are ignored.
 * <pre>
 * line       = process event .
 * event      = "invoke" invocation
 *            | "ok" "read" key value                                    what was read
 *            | "ok" "write" key number [ "was" value ]                  and what the register held before, if known
 *            | "ok" "cas" key value number [ "not-set" ] [ "was" value ]
 *            | "fail" invocation                                        it certainly had no effect
 *            | "info" invocation .                                      unknown: it has effect at any time, or never
 * invocation = "read" key | "write" key number | "cas" key value number .     cas: what is expected, what is written
 * value      = number | "nil" .                                         nil: never written
 * process    = 0 … 999999999 .
 * number     = −10¹⁸ … 10¹⁸ .
 * key        = up to 64 letters, digits, and . _ : / - .
 * </pre>
 * An end repeats its invocation. A process has one operation at a time, and after an {@code info} none: who goes on takes
 * another number. What has no end when the text ends is unknown. A history that starts with another value than nil
 * starts with a write of it.
 */
public final class HistoryText {
    private static final BigInteger MAX_NUMBER = BigInteger.TEN.pow(18);
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern TYPE = Pattern.compile("invoke|ok|fail|info");
    private static final Pattern FUNCTION = Pattern.compile("read|write|cas");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:/-]{1,64}");
    private static final Pattern PROCESS = Pattern.compile("\\d{1,9}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,19}");
    private static final String NIL = "nil";
    private static final String NOT_SET = "not-set";
    private static final String WAS = "was";

    private final History history = new History();
    /** By process: its open operation. */
    private final Map<Integer, Integer> open = new HashMap<>();

    private final Set<Integer> givenUp = new HashSet<>();
    private final Map<String, String> keys = new HashMap<>();
    private final boolean isOneRegister;

    private HistoryText(boolean isOneRegister) {
        this.isOneRegister = isOneRegister;
    }

    /**
     * Reads a history of registers by key.
     *
     * @param source what the text is from, for messages.
     * @throws IllegalArgumentException {@code source:line: reason}.
     */
    public static History parse(String source, String text) {
        return new HistoryText(false).read(source, text);
    }

    /** Reads a history of one register: as {@link #parse}, and a second key is refused. */
    public static History parseRegister(String source, String text) {
        return new HistoryText(true).read(source, text);
    }

    private History read(String source, String text) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            int comment = line.indexOf('#');
            String content = (comment < 0 ? line : line.substring(0, comment)).strip();
            try {
                if (!content.isEmpty()) {
                    event(content);
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(source + ":" + number + ": " + e.getMessage(), e);
            }
        }
        return history;
    }

    private void event(String line) {
        Words words = new Words(line);
        int process = Integer.parseInt(words.next("a process", PROCESS));
        String type = words.next("invoke, ok, fail or info", TYPE);
        Invocation invocation = invocation(words);
        if (type.equals("invoke")) {
            words.requireEnd();
            requireFree(process);
            open.put(process, invocation.addTo(history, process));
            return;
        }
        Operation operation = requireOpen(process);
        if (!invocation.equals(Invocation.of(operation))) {
            throw new IllegalArgumentException("process " + process + " has asked for '" + invocation(operation) + "'");
        }
        end(words, type, operation);
        open.remove(process);
    }

    private Invocation invocation(Words words) {
        String function = words.next("read, write or cas", FUNCTION);
        String key = words.next("a key", KEY);
        keys.putIfAbsent(key, key);
        if (isOneRegister && keys.size() > 1) {
            throw new IllegalArgumentException("'" + key + "' is a second key, and this is a history of one register");
        }
        long expected = function.equals(COMPARE_AND_SET) ? words.value() : Operation.NOTHING;
        long argument = function.equals(READ) ? Operation.NOTHING : words.number();
        return new Invocation(function, keys.get(key), argument, expected);
    }

    private void end(Words words, String type, Operation operation) {
        int number = operation.number();
        switch (type) {
            case "ok":
                boolean done = !operation.function().equals(COMPARE_AND_SET) || !words.skip(NOT_SET);
                boolean hasResult = operation.function().equals(READ) || words.skip(WAS);
                long result = hasResult ? words.value() : Operation.NOTHING;
                words.requireEnd();
                history.ok(number, done, result);
                break;
            case "fail":
                words.requireEnd();
                history.fail(number);
                break;
            default:
                words.requireEnd();
                history.info(number);
                givenUp.add(operation.process());
        }
    }

    private void requireFree(int process) {
        if (open.containsKey(process)) {
            throw new IllegalArgumentException("process " + process + " has an operation that has not ended: '"
                    + invocation(history.operation(open.get(process))) + "'");
        }
        if (givenUp.contains(process)) {
            throw new IllegalArgumentException(
                    "process " + process + " has an operation of unknown outcome; it goes on under another number");
        }
    }

    private Operation requireOpen(int process) {
        Integer number = open.get(process);
        if (number == null) {
            throw new IllegalArgumentException("process " + process + " has no operation that could end");
        }
        return history.operation(number);
    }

    /**
     * Writes a history as it is read. Where operations of a process overlap, or follow an unknown one, it cannot be read
     * back; operations that are unknown have no end here.
     */
    public static String format(History history) {
        return format(history.operations());
    }

    /** Writes some operations of a history. */
    static String format(List<Operation> operations) {
        Map<Integer, String> events = new TreeMap<>();
        for (Operation operation : operations) {
            String invocation = invocation(operation);
            events.put(operation.invokedAt(), operation.process() + " invoke " + invocation);
            if (!operation.isUnknown()) {
                String type = operation.outcome() == Outcome.FAILED ? " fail " : " ok ";
                events.put(operation.endedAt(), operation.process() + type + invocation + result(operation));
            }
        }
        List<String> lines = new ArrayList<>(events.values());
        lines.add("");
        return String.join("\n", lines);
    }

    static String invocation(Operation operation) {
        return operation.function() + " " + operation.key()
                + (operation.expected() == Operation.NOTHING ? "" : " " + value(operation.expected()))
                + (operation.argument() == Operation.NOTHING ? "" : " " + value(operation.argument()));
    }

    /** Behind an invocation. */
    static String result(Operation operation) {
        String done = operation.outcome() == Outcome.NOT_DONE ? " " + NOT_SET : "";
        if (operation.result() == Operation.NOTHING) {
            return done;
        }
        String was = operation.function().equals(READ) ? " " : " " + WAS + " ";
        return done + was + value(operation.result());
    }

    private static String value(long value) {
        return value == Operation.NIL ? NIL : Long.toString(value);
    }

    private record Invocation(String function, String key, long argument, long expected) {
        private static Invocation of(Operation operation) {
            return new Invocation(operation.function(), operation.key(), operation.argument(), operation.expected());
        }

        private int addTo(History history, int process) {
            return history.invoke(process, function, key, argument, expected);
        }
    }

    /** The words of a line, one after the other. */
    private static final class Words {
        private final String[] words;
        private int at;

        private Words(String line) {
            words = BLANKS.split(line);
        }

        private String next(String meaning, Pattern pattern) {
            if (at == words.length) {
                throw new IllegalArgumentException(meaning + " is missing");
            }
            String word = words[at++];
            if (!pattern.matcher(word).matches()) {
                throw new IllegalArgumentException("'" + word + "' is not " + meaning);
            }
            return word;
        }

        private boolean skip(String word) {
            boolean is = at < words.length && words[at].equals(word);
            at += is ? 1 : 0;
            return is;
        }

        private long value() {
            return skip(NIL) ? Operation.NIL : number();
        }

        private long number() {
            String word = next("a number", NUMBER);
            BigInteger number = new BigInteger(word);
            if (number.abs().compareTo(MAX_NUMBER) > 0) {
                throw new IllegalArgumentException(word + " is outside -10^18..10^18");
            }
            return number.longValue();
        }

        private void requireEnd() {
            if (at < words.length) {
                throw new IllegalArgumentException("'" + words[at] + "' is too much");
            }
        }
    }
}
