package io.ft4j.bench.example.orderbook;

import java.nio.charset.StandardCharsets;

/**
 * One line of a LOBSTER message file: {@code time,type,order id,size,price,direction}. Time is in seconds after midnight
 * with decimals to nanoseconds, price in 1/10,000 of the currency, direction 1 for buy and −1 for sell. Some times in
 * real files carry further decimals, left over from binary floating point (…456004): they are rounded to nanoseconds.
 *
 * <p>One thread. Allocates only for the message about a malformed line.
 */
final class LobsterLine {
    static final int ADD = 1;
    static final int CANCEL = 2;
    static final int DELETE = 3;
    static final int EXECUTE_VISIBLE = 4;
    static final int EXECUTE_HIDDEN = 5;
    static final int CROSS = 6;
    static final int HALT = 7;

    private static final int FIELDS = 6;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int DECIMALS = 9;
    private static final int MAX_DECIMALS = 18;
    private static final int SHOWN_CHARACTERS = 40;

    private final int[] ends = new int[FIELDS];
    private byte[] bytes;
    private long number;

    private long timeNs;
    private int type;
    private long orderId;
    private int size;
    private long price;
    private boolean buy;

    /**
     * Parses the bytes from {@code from} to {@code to}, line end excluded.
     *
     * @return null, or what is wrong: field, value, limit
     */
    String parse(byte[] source, int from, int to) {
        bytes = source;
        int fields = split(from, to);
        if (fields != FIELDS) {
            return "fields=" + fields + " must be " + FIELDS + ": time,type,order id,size,price,direction";
        }
        String error = parseTime(from, ends[0]);
        if (error == null) {
            error = parseNumber("type", 1, ADD, HALT);
        }
        if (error == null) {
            type = (int) number;
            error = type == HALT ? parseHalt() : parseOrder();
        }
        return error;
    }

    long timeNs() {
        return timeNs;
    }

    int type() {
        return type;
    }

    long orderId() {
        return orderId;
    }

    int size() {
        return size;
    }

    long price() {
        return price;
    }

    boolean buy() {
        return buy;
    }

    private String parseOrder() {
        // Trades off the book name no order: their id is not looked at.
        long leastId = type >= EXECUTE_HIDDEN ? Long.MIN_VALUE : 0;
        String error = parseNumber("order id", 2, leastId, Long.MAX_VALUE);
        if (error == null) {
            orderId = number;
            error = parseNumber("size", 3, 1, Integer.MAX_VALUE);
        }
        if (error == null) {
            size = (int) number;
            error = parseNumber("price", 4, 1, Long.MAX_VALUE);
        }
        if (error == null) {
            price = number;
            error = parseDirection();
        }
        return error;
    }

    private String parseHalt() {
        String error = parseNumber("price", 4, -1, 1);
        price = number;
        return error;
    }

    private String parseDirection() {
        String error = parseNumber("direction", 5, -1, 1);
        if (error == null && number == 0) {
            error = "direction=0 must be 1 or -1";
        }
        buy = number == 1;
        return error;
    }

    private int split(int from, int to) {
        int fields = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == ',') {
                if (fields < FIELDS) {
                    ends[fields] = i;
                }
                fields++;
            }
        }
        if (fields < FIELDS) {
            ends[fields] = to;
        }
        return fields + 1;
    }

    private String parseTime(int from, int to) {
        int dot = from;
        while (dot < to && bytes[dot] != '.') {
            dot++;
        }
        if (!parseDigits(from, dot) || number >= SECONDS_PER_DAY) {
            return describe("time", from, to) + " must be seconds after midnight, 0 to " + (SECONDS_PER_DAY - 1)
                    + " and decimals";
        }
        long seconds = number;
        int decimals = to - dot - 1;
        if (dot < to && (decimals == 0 || decimals > MAX_DECIMALS || !parseDigits(dot + 1, to))) {
            return describe("time", from, to) + " must have 1 to " + MAX_DECIMALS + " decimals";
        }
        timeNs = seconds * NS_PER_SECOND + (dot < to ? nanoseconds(number, decimals) : 0);
        return null;
    }

    private static long nanoseconds(long fraction, int decimals) {
        long ns = fraction;
        for (int i = decimals; i < DECIMALS; i++) {
            ns *= 10;
        }
        long finer = 1;
        for (int i = DECIMALS; i < decimals; i++) {
            finer *= 10;
        }
        return (ns + finer / 2) / finer;
    }

    private String parseNumber(String field, int position, long least, long most) {
        int from = ends[position - 1] + 1;
        int to = ends[position];
        boolean negative = from < to && bytes[from] == '-';
        if (!parseDigits(negative ? from + 1 : from, to)) {
            return describe(field, from, to) + " must be a whole number, " + least + " to " + most;
        }
        if (negative) {
            number = -number;
        }
        return number < least || number > most ? describe(field, from, to) + " must be " + least + " to " + most : null;
    }

    /** False for anything but digits, and beyond the range of long. */
    private boolean parseDigits(int from, int to) {
        number = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return false;
            }
            number = number * 10 + digit;
        }
        return from < to;
    }

    private String describe(String field, int from, int to) {
        int shown = Math.min(to - from, SHOWN_CHARACTERS);
        StringBuilder text = new StringBuilder(field).append("=\"");
        for (char c : new String(bytes, from, shown, StandardCharsets.ISO_8859_1).toCharArray()) {
            text.append(c < ' ' || c > '~' ? '?' : c);
        }
        return text.append(shown < to - from ? "…\"" : "\"").toString();
    }
}
