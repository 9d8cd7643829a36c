package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells decisions as they come. */
@Command(
        name = "watch",
        description = "Prints verdicts, alerts and rejects as they come, until interrupted.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  rlpips watch", "  rlpips watch --from-start --json --limit 100"})
final class WatchCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Console console;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--from-start", description = "Begin with the oldest record instead of now.")
    private boolean fromStart;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Stop after so many records; 0 for never (default: ${DEFAULT-VALUE}).")
    private long limit;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    private long told;

    WatchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Broker target = broker.broker();
        target.requireTopics(List.of(Subjects.VERDICTS, Subjects.ALERTS, Subjects.REJECTS));
        try (Reader<Verdict> verdicts = reader(target, Subjects.VERDICTS);
                Reader<Alert> alerts = reader(target, Subjects.ALERTS);
                Reader<Reject> rejects = reader(target, Subjects.REJECTS)) {
            while (!enough() && !Thread.currentThread().isInterrupted()) {
                tell("verdict", verdicts.poll(POLL), WatchCommand::line);
                tell("alert", alerts.poll(Duration.ZERO), WatchCommand::line);
                tell("reject", rejects.poll(Duration.ZERO), WatchCommand::line);
            }
        }
        return 0;
    }

    private <R extends SpecificRecord> Reader<R> reader(Broker target, Subject<R> subject) {
        return fromStart ? target.readerFromStart(subject) : target.readerFromNow(subject);
    }

    private boolean enough() {
        return limit > 0 && told >= limit;
    }

    private <R extends SpecificRecord> void tell(String kind, List<Arrival<R>> arrivals, Function<R, String> line) {
        for (Arrival<R> arrival : arrivals) {
            if (enough()) {
                return;
            }
            told++;
            if (json) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("kind", kind);
                object.put("record", RecordJson.of(arrival.value()));
                console.resultJsonLine(object);
            } else {
                console.result(Console.oneLine(line.apply(arrival.value())));
            }
        }
    }

    private static String line(Verdict verdict) {
        return "VERDICT %-13s %s".formatted(verdict.getOutcome(), verdict.getUploadId());
    }

    private static String line(Alert alert) {
        return String.format(
                Locale.ROOT,
                "ALERT   %-13s %s matches %s (%s) at %.4f of %.4f",
                alert.getSeverity(),
                alert.getUploadId(),
                alert.getReferenceId(),
                alert.getBank(),
                alert.getDistance(),
                alert.getThreshold());
    }

    private static String line(Reject reject) {
        return "REJECT  %-13s %s: %s".formatted(reject.getCategory(), reject.getRecordId(), reject.getMessage());
    }
}
