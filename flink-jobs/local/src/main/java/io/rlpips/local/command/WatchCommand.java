package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells decisions as they come. */
@Command(
        name = "watch",
        description = {
            "Prints verdicts, alerts and rejects as they come, committed ones only, until interrupted. Naming kinds"
                    + " leaves out the others. With the alerts come the matches that are none of their own: REPEAT of"
                    + " one, and QUIET while the reference is in quarantine. What somebody only asked, its verdict and"
                    + " its matches, is told as LOOKUP."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  rlpips watch --alerts", "  rlpips watch --from-beginning --json --count 100"})
final class WatchCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Console console;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--verdicts", description = "Verdicts.")
    private boolean verdicts;

    @Option(names = "--alerts", description = "Alerts.")
    private boolean alerts;

    @Option(names = "--rejects", description = "Rejects.")
    private boolean rejects;

    @Option(names = "--from-beginning", description = "Begin with the oldest record instead of now.")
    private boolean fromBeginning;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Stop after so many records (default: go on until interrupted).")
    private Optional<Long> count = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    private long told;

    WatchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (count.isPresent() && count.get() < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "--count is %d, must be at least 1".formatted(count.get()));
        }
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.VERDICTS, Subjects.ALERTS, Subjects.REJECTS));
        List<Watched<?>> watched = new ArrayList<>();
        try {
            boolean all = !verdicts && !alerts && !rejects;
            if (all || verdicts) {
                watched.add(watch(target, "verdict", Subjects.VERDICTS, WatchCommand::line));
            }
            if (all || alerts) {
                watched.add(watch(target, "alert", Subjects.ALERTS, WatchCommand::line));
            }
            if (all || rejects) {
                watched.add(watch(target, "reject", Subjects.REJECTS, WatchCommand::line));
            }
            while (!enough() && !Thread.currentThread().isInterrupted()) {
                watched.forEach(this::tell);
            }
        } finally {
            watched.forEach(each -> each.reader().close());
        }
        return 0;
    }

    private record Watched<R extends SpecificRecord>(String kind, Reader<R> reader, Function<R, String> line) {}

    private <R extends SpecificRecord> Watched<R> watch(
            Broker target, String kind, Subject<R> subject, Function<R, String> line) {
        Reader<R> reader = fromBeginning ? target.readerFromStart(subject) : target.readerFromNow(subject);
        return new Watched<>(kind, reader, line);
    }

    /** Anybody may write to the topics. */
    private void passedOver(String why) {
        console.remark(Console.oneLine("passed over: " + why));
    }

    private boolean enough() {
        return count.isPresent() && told >= count.get();
    }

    private <R extends SpecificRecord> void tell(Watched<R> watched) {
        for (Arrival<R> arrival : watched.reader().poll(POLL)) {
            if (enough()) {
                return;
            }
            if (arrival.tombstone()) {
                Position at = arrival.position();
                passedOver("topic '%s', partition %d, offset %d: no value"
                        .formatted(at.topic(), at.partition(), at.offset()));
                continue;
            }
            told++;
            if (json) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("kind", watched.kind());
                object.put("record", RecordJson.of(arrival.value()));
                console.resultJsonLine(object);
            } else {
                console.result(Console.oneLine(watched.line().apply(arrival.value())));
            }
        }
    }

    private static String line(Verdict verdict) {
        return "%-7s %-13s %s"
                .formatted(verdict.getLookup() ? "LOOKUP" : "VERDICT", verdict.getOutcome(), verdict.getUploadId());
    }

    private static String line(Alert alert) {
        return String.format(
                Locale.ROOT,
                "%-7s %-13s %s %s matches %s (%s) at %.4f of %.4f%s",
                kind(alert),
                alert.getSeverity(),
                alert.getAlertId(),
                alert.getUploadId(),
                alert.getReferenceId(),
                alert.getBank(),
                alert.getDistance(),
                alert.getThreshold(),
                remark(alert));
    }

    private static String kind(Alert alert) {
        return switch (alert.getDisposition()) {
            case RAISED, UNKNOWN -> "ALERT";
            case REPEATED -> "REPEAT";
            case QUARANTINED -> "QUIET";
            case LOOKUP -> "LOOKUP";
        };
    }

    private static String remark(Alert alert) {
        String repeated = alert.getRepeatOf() == null
                ? ""
                : ", time %d of alert %s".formatted(alert.getRepeats(), alert.getRepeatOf());
        String flood = alert.getDisposition() == Disposition.QUARANTINED
                ? ", reference in quarantine: %d matches an hour".formatted(alert.getMatchesWithinHour())
                : "";
        String late = alert.getRetroactive() ? ", retroactive: the reference came after the upload" : "";
        return late + repeated + flood + (alert.getDisputed() ? ", reference disputed" : "");
    }

    private static String line(Reject reject) {
        return "REJECT  %-13s %s: %s".formatted(reject.getCategory(), reject.getRecordId(), reject.getMessage());
    }
}
