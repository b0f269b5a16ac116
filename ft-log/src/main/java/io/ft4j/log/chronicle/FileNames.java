package io.ft4j.log.chronicle;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How files and folders are numbered. Chronicle names the file of a cycle after a time; cycles here are plain numbers,
 * so file 0 is {@code 19700101F.cq4}, file 1 is {@code 19700102F.cq4}. The folder of a run carries the number of its
 * first file.
 */
final class FileNames {
    static final int NONE = -1;

    private static final Pattern FILE = Pattern.compile("(\\d{8})F\\.cq4");
    private static final Pattern RUN = Pattern.compile("queue-(\\d{10})");
    private static final int LAST = (int) LocalDate.of(9999, 12, 31).toEpochDay();

    private FileNames() {}

    static String file(int number) {
        if (number > LAST) {
            throw new IllegalStateException("file number " + number + ", limit " + LAST);
        }
        return DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.ofEpochDay(number)) + "F.cq4";
    }

    static String run(int firstNumber) {
        return String.format(Locale.ROOT, "queue-%010d", firstNumber);
    }

    static int fileNumber(String name) {
        Matcher matcher = FILE.matcher(name);
        if (!matcher.matches()) {
            return NONE;
        }
        try {
            return (int) LocalDate.parse(matcher.group(1), DateTimeFormatter.BASIC_ISO_DATE)
                    .toEpochDay();
        } catch (DateTimeException e) {
            return NONE;
        }
    }

    static boolean isRun(String name) {
        return RUN.matcher(name).matches();
    }
}
