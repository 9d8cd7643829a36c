package io.rlpips.local.score;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values as RFC 4180 has them: quoted fields may hold commas, quotes (doubled) and line breaks. */
public final class Csv {
    private Csv() {}

    /**
     * A line of a file.
     *
     * @param number of the line it begins on, from 1
     */
    public record Row(int number, List<String> fields) {}

    /** @throws RlpipsException INVALID_ARGUMENT when the file cannot be read as UTF-8 or a quote is left open */
    public static List<Row> read(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** @param name of the source, for messages */
    static List<Row> parse(String text, String name) {
        return new Parser(text.startsWith("\uFEFF") ? text.substring(1) : text, name).rows();
    }

    /** @return a line with its end; fields are quoted where they must be */
    public static String line(List<String> fields) {
        return fields.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    /** Also where space at an end would be lost in reading. */
    private static String quoted(String field) {
        boolean plain = field.equals(field.strip()) && field.chars().noneMatch(each -> ",\"\r\n".indexOf(each) >= 0);
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    private static final class Parser {
        private final String text;
        private final String name;
        private final List<Row> rows = new ArrayList<>();
        private int at;
        private int line = 1;

        Parser(String text, String name) {
            this.text = text;
            this.name = name;
        }

        List<Row> rows() {
            while (at < text.length()) {
                int began = line;
                List<String> fields = new ArrayList<>();
                fields.add(field());
                while (at < text.length() && text.charAt(at) == ',') {
                    at++;
                    fields.add(field());
                }
                endOfLine();
                if (!(fields.size() == 1 && fields.get(0).isEmpty())) {
                    rows.add(new Row(began, fields));
                }
            }
            return rows;
        }

        private String field() {
            return at < text.length() && text.charAt(at) == '"' ? quoted() : plain();
        }

        private String plain() {
            int from = at;
            while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at).strip();
        }

        private String quoted() {
            int began = line;
            StringBuilder content = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char next = text.charAt(at);
                boolean doubled = next == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"';
                if (next == '"' && !doubled) {
                    at++;
                    return content.toString();
                }
                at += doubled ? 1 : 0;
                line += next == '\n' ? 1 : 0;
                content.append(next);
            }
            throw wrong(began, "a quote is not closed");
        }

        private void endOfLine() {
            if (at < text.length() && text.charAt(at) == '\r') {
                at++;
            }
            if (at < text.length()) {
                if (text.charAt(at) != '\n') {
                    throw wrong(line, "there is text after a closing quote");
                }
                at++;
            }
            line++;
        }

        private RlpipsException wrong(int number, String what) {
            return new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%s, line %d: %s".formatted(name, number, what));
        }
    }
}
