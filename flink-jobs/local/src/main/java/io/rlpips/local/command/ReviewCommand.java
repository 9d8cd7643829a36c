package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.ReviewedPairs;
import io.rlpips.local.session.Reviews;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.Subjects;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the detector what people found about alerts. */
@Command(
        name = "review",
        description = {
            "Confirms or dismisses alerts. A reference whose reviewed alerts were mostly dismissed becomes DISPUTED, and"
                    + " its later alerts say so; a confirmed alert ends the quarantine of its reference. Of several"
                    + " reviews of an alert the newest counts."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips review 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --confirmed",
            "  rlpips review ALERT_ID ANOTHER_ID --dismissed --by me --note 'same stock photo'",
            "  rlpips review export --out pairs.csv"
        })
final class ReviewCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    /** Not demanded by the parser: a subcommand has none. */
    @Parameters(arity = "0..*", paramLabel = "ALERT_ID", description = "The alerts, as 'watch' shows their ids.")
    private List<String> alertIds = List.of();

    @Option(names = "--confirmed", description = "The pictures are copies.")
    private boolean confirmed;

    @Option(names = "--dismissed", description = "They are not.")
    private boolean dismissed;

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String note;

    @Option(names = "--by", paramLabel = "NAME", defaultValue = "", description = "Who, for the record.")
    private String reviewer;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print the reviews as a JSON array.")
    private boolean json;

    ReviewCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (alertIds.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "an alert's id, or a subcommand, is missing");
        }
        if (confirmed == dismissed) {
            throw new ParameterException(spec.commandLine(), "one of --confirmed and --dismissed is needed");
        }
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.ALERTS, Subjects.REVIEWS));
        List<Review> reviews = reviews(target);
        try (Sender sender = target.sender()) {
            Reviews.send(sender, reviews);
        }
        if (json) {
            console.resultJson(reviews.stream().map(RecordJson::of).toList());
        } else {
            reviews.forEach(review -> console.result(Console.oneLine("%s %s, reference %s"
                    .formatted(review.getDecision(), review.getAlertId(), review.getReferenceId()))));
        }
        return 0;
    }

    /** All or none: a mistyped id must not leave the others half done. */
    private List<Review> reviews(Broker target) {
        Set<String> wanted = new LinkedHashSet<>(alertIds);
        Map<String, Alert> alerts = ReviewedPairs.alerts(target, wanted);
        for (String alertId : wanted) {
            if (!alerts.containsKey(alertId)) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "there is no alert '%s' on the broker; nothing was reviewed".formatted(alertId));
            }
        }
        ReviewDecision decision = confirmed ? ReviewDecision.CONFIRMED : ReviewDecision.DISMISSED;
        long now = System.currentTimeMillis();
        return wanted.stream()
                .map(alertId -> Reviews.of(alerts.get(alertId), decision, reviewer, note, now))
                .toList();
    }
}
