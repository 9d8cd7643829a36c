package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.local.erasure.EndOfFingerprints;
import io.rlpips.local.erasure.Remains;
import io.rlpips.local.erasure.SavedTraces;
import io.rlpips.local.erasure.TopicTraces;
import io.rlpips.local.erasure.Traces;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.Removal;
import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes references for good, and proves it. */
@Command(
        name = "erase",
        description = {
            "Removes references, waits until their fingerprints have ended, takes their state off the topic and says"
                    + " when the topics' settings let go what is left. It matches nothing from then on.",
            "",
            "With --prove nothing is sent: every record of every topic is read, those of dropped transactions too, and"
                    + " the last line is ERASED (exit code 0) where none tells anything of the references, else NOT YET"
                    + " (exit code 1) with what remains. The state of the jobs is seen only where a savepoint of each is"
                    + " given: then no byte of it may have the name.",
            ""
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Pictures and fingerprints may go from a topic min.compaction.lag.ms after they ended, the names on tombstones",
            "delete.retention.ms later, alerts, verdicts, reviews and rejects after retention.ms. The broker compacts only",
            "segments that are closed: on a topic that nobody writes to nothing goes. State of the detector goes with the",
            "first upload that is rlpips.history (pictures, fingerprints) and rlpips.kafka.replay-horizon (reviews, floods)",
            "later than the removal; of checkpoints with the next ones, so take a savepoint (canonical) to prove it by; one of",
            "'serve --data' is made when it stops. Evidence folders, replays and exports that were",
            "written, copies that other consumers made, and uploads that show the picture are not reached.",
            "",
            "Examples:",
            "  rlpips reference erase logo.png banner.jpg",
            "  rlpips reference erase --prove logo.png banner.jpg",
            "  rlpips reference erase --prove logo.png --savepoint savepoint-references --savepoint savepoint-detector"
        })
final class ReferenceEraseCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LAYOUT = "%-24s %10s %10s  %s";
    private static final String ERASED = "ERASED";
    private static final String NOT_YET = "NOT YET";

    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Reference ids, as they were added.")
    private List<String> ids;

    @Option(names = "--prove", description = "Only look what is left.")
    private boolean prove;

    @Option(
            names = "--savepoint",
            paramLabel = "DIR",
            description =
                    "With --prove, look for the names in this savepoint too, of the canonical format and not compressed;"
                            + " may be given several times.")
    private List<Path> savepoints = List.of();

    @Spec
    private CommandSpec spec;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print what is left, and until when, as JSON.")
    private boolean json;

    ReferenceEraseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!prove && !savepoints.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--savepoint belongs to --prove");
        }
        Broker target = broker.broker(console);
        Set<String> references = new LinkedHashSet<>(ids);
        List<SavedTraces> saved = savepoints.stream()
                .map(folder -> SavedTraces.of(folder, references))
                .toList();
        try (StageBars bars = new StageBars(console)) {
            if (!prove) {
                erase(target, references, bars);
            }
            Traces left = Traces.of(target, references, bars::progress);
            bars.close();
            tell(left, saved, references.size());
            return prove && !(left.erased() && erasedFrom(saved)) ? 1 : 0;
        }
    }

    private void erase(Broker target, Set<String> references, StageBars bars) {
        Removal.requireKnown(target, references);
        try (EndOfFingerprints end = new EndOfFingerprints(target, references, bars::progress);
                Sender sender = target.sender()) {
            end.await(Removal.send(target, references), PATIENCE);
            references.forEach(id -> sender.sendTombstone(Subjects.REFERENCE_STATUS, id));
            sender.flush();
        }
    }

    private static boolean erasedFrom(List<SavedTraces> saved) {
        return saved.stream().allMatch(each -> each.naming().isEmpty());
    }

    private void tell(Traces left, List<SavedTraces> saved, int references) {
        if (json) {
            console.resultJson(facts(left, saved));
            return;
        }
        if (!prove) {
            console.result(
                    "%d removed, their fingerprints have ended; what is left on the topics:".formatted(references));
        }
        console.result(LAYOUT.formatted("TOPIC", "PICTURES", "NAMES", "NOT BEFORE"));
        for (TopicTraces topic : left.topics()) {
            console.result(LAYOUT.formatted(
                            topic.topic(),
                            topic.pictures().records(),
                            topic.names().records(),
                            moments(topic))
                    .stripTrailing());
        }
        for (int i = 0; i < saved.size(); i++) {
            console.result("%s: %d of %d files have a name in them"
                    .formatted(
                            savepoints.get(i),
                            saved.get(i).naming().size(),
                            saved.get(i).files()));
        }
        if (prove) {
            console.result(verdict(left, saved));
        } else {
            console.result("When that time has come, 'reference erase --prove' says whether all of it is gone.");
        }
    }

    private static String moments(TopicTraces topic) {
        List<String> said = new ArrayList<>();
        moment(topic.pictures()).ifPresent(moment -> said.add("pictures " + moment));
        moment(topic.names()).ifPresent(moment -> said.add("names " + moment));
        topic.keptForEver().ifPresent(why -> said.add("NEVER: " + why));
        return String.join(", ", said);
    }

    private static Optional<String> moment(Remains remains) {
        return remains.notBefore().map(Instant::toString);
    }

    private static String verdict(Traces left, List<SavedTraces> saved) {
        if (left.erased()) {
            return erasedFrom(saved) ? ERASED : NOT_YET + ": nothing is on the topics, and names are in the savepoints";
        }
        Optional<Instant> last = left.topics().stream()
                .flatMap(topic -> Stream.of(topic.pictures(), topic.names()))
                .flatMap(remains -> remains.notBefore().stream())
                .max(Comparator.naturalOrder());
        List<String> never = left.topics().stream()
                .filter(topic -> topic.keptForEver().isPresent())
                .map(TopicTraces::topic)
                .toList();
        return "%s: %d records with pictures or fingerprints, %d with names%s%s"
                .formatted(
                        NOT_YET,
                        left.pictures(),
                        left.names(),
                        last.map(moment -> ", the last not before " + moment).orElse(""),
                        never.isEmpty() ? "" : "; as set, never all of " + String.join(", ", never));
    }

    private static Map<String, Object> facts(Traces left, List<SavedTraces> saved) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("erased", left.erased() && erasedFrom(saved));
        facts.put("pictures", left.pictures());
        facts.put("names", left.names());
        facts.put(
                "topics",
                left.topics().stream().map(ReferenceEraseCommand::facts).toList());
        facts.put(
                "savepointFiles",
                saved.stream()
                        .flatMap(each -> each.naming().stream())
                        .map(Path::toString)
                        .toList());
        return facts;
    }

    private static Map<String, Object> facts(TopicTraces topic) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("topic", topic.topic());
        facts.put("pictures", facts(topic.pictures()));
        facts.put("names", facts(topic.names()));
        facts.put("keptForEver", topic.keptForEver());
        return facts;
    }

    private static Map<String, Object> facts(Remains remains) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("records", remains.records());
        facts.put("notBefore", moment(remains));
        return facts;
    }
}
