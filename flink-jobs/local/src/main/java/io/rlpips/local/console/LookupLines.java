package io.rlpips.local.console;

import io.rlpips.local.exchange.Position;
import io.rlpips.local.session.LookupAnswer;
import io.rlpips.local.session.LookupAnswer.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The answer to a lookup as lines for people: what it is first, then each match, then what it was judged by. */
public final class LookupLines {
    private static final int SHOWN_HASH = 12;

    private LookupLines() {}

    /** @param bank only whose matches were wanted */
    public static List<String> of(LookupAnswer answer, Optional<String> bank) {
        List<String> lines = new ArrayList<>();
        lines.add(line("%-8s %s", word(answer), answer.file()));
        answer.rejection().ifPresent(why -> lines.add(line("  %s: %s", why.category(), why.message())));
        answer.matches().forEach(match -> lines.addAll(lines(match)));
        if (!answer.known() && answer.rejection().isEmpty()) {
            lines.add(line("  %s", nothing(answer, bank)));
        }
        answer.model()
                .ifPresent(model -> lines.add(line(
                        "  by model %s (%s), %d rows searched, %d ms",
                        model.id(),
                        shortened(model.sha256()),
                        answer.rowsSearched().orElse(0L),
                        answer.latencyMillis())));
        return lines;
    }

    private static String word(LookupAnswer answer) {
        if (answer.rejection().isPresent()) {
            return "REJECTED";
        }
        return answer.known() ? "KNOWN" : "UNKNOWN";
    }

    private static List<String> lines(Match match) {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "  %s (%s) at %s of %s%s",
                match.referenceId(), match.bank(), figure(match.distance()), figure(match.threshold()), remark(match)));
        if (!match.layerDistances().isEmpty()) {
            lines.add("    layers "
                    + match.layerDistances().stream()
                            .map(LookupLines::fineFigure)
                            .collect(Collectors.joining(" + ")));
        }
        lines.add(line(
                "    view %s of the picture, %s of the reference; reference at %s; policy %s",
                match.uploadView(),
                match.referenceView(),
                place(match.reference()),
                match.policy().map(LookupLines::place).orElse("none")));
        return lines;
    }

    private static String remark(Match match) {
        String kind =
                switch (match.kind()) {
                    case MATCH -> "";
                    case EXCLUDING -> ", an EXCLUDE bank: uploads of the picture raise no alert";
                    case SILENCED -> ", silenced by the EXCLUDE bank";
                };
        return kind + (match.disputed() ? ", reference disputed" : "");
    }

    private static String nothing(LookupAnswer answer, Optional<String> bank) {
        if (answer.outcome().equals("INDETERMINATE")) {
            return "the picture is featureless and says nothing";
        }
        String radius = figure(answer.searchRadius().orElse(0.0));
        return bank.map(name -> "no reference of bank '%s' matches, searched within %s".formatted(name, radius))
                .orElseGet(() -> answer.nearestDistance()
                        .map(nearest -> "nothing matches; the nearest is at %s, searched within %s"
                                .formatted(figure(nearest), radius))
                        .orElseGet(() -> "nothing within reach: %s, under other views perhaps less".formatted(radius)));
    }

    private static String place(Position position) {
        return "%s-%d@%d".formatted(position.topic(), position.partition(), position.offset());
    }

    /** Of a near copy each layer's part is small. */
    private static String fineFigure(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String shortened(String hash) {
        return hash.length() <= SHOWN_HASH ? hash : hash.substring(0, SHOWN_HASH);
    }

    /** Names come from files and records: none may forge a line. */
    private static String line(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        String text = line.stripLeading();
        return " ".repeat(line.length() - text.length()) + Console.oneLine(text);
    }
}
