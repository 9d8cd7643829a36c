package io.rlpips.local.session;

import io.rlpips.local.exchange.Position;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.PolicyVersion;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whether a picture is known, with the evidence; what is printed and served as JSON.
 *
 * @param file as the question named it
 * @param outcome of the verdict, or REJECTED
 * @param known whether anything matches, of the bank where one was asked for
 * @param matches nearest first
 * @param searchRadius how far was searched; empty where the picture was rejected, as all of the verdict's below
 * @param nearestDistance of the nearest reference within that radius, whether it matches or not
 * @param rowsSearched references times views that were compared
 * @param policies the versions that applied: of the banks that were searched
 * @param sha256 of the file
 * @param uploadId the question's own
 * @param upload where the question lies on the broker
 * @param latencyMillis from the broker taking it to the decision
 * @param rejection why there is no verdict
 */
public record LookupAnswer(
        String file,
        String outcome,
        boolean known,
        List<Match> matches,
        Optional<Double> searchRadius,
        Optional<Double> nearestDistance,
        Optional<Long> rowsSearched,
        Optional<Model> model,
        List<Policy> policies,
        Optional<String> sha256,
        String uploadId,
        Position upload,
        long latencyMillis,
        Optional<Rejection> rejection) {
    private static final String REJECTED = "REJECTED";
    private static final int LONGEST_NAME = 80;

    /** What a match means for an upload of the same picture. */
    public enum Kind {
        /** It would raise an alert, where nothing else is against it. */
        MATCH,
        /** It is with an EXCLUDE bank, and silences the others. */
        EXCLUDING,
        /** It is silenced by that one. */
        SILENCED
    }

    /**
     * A reference that the picture matches.
     *
     * @param reference its version
     * @param layerDistances what each layer contributes; empty for matches of an excluded picture
     * @param disputed whether most of the reference's reviewed alerts were dismissed
     * @param policy the record that set the threshold; empty where none did
     * @param alertId of the record on the alerts topic; empty for matches of an excluded picture, which have none
     */
    public record Match(
            Kind kind,
            String referenceId,
            String bank,
            double distance,
            double threshold,
            String uploadView,
            String referenceView,
            List<Double> layerDistances,
            Position reference,
            boolean disputed,
            Optional<Position> policy,
            Optional<String> severity,
            Optional<String> alertId) {}

    public record Model(String id, String sha256) {}

    /** @param record empty where the bank had none */
    public record Policy(String bank, Optional<Position> record) {}

    public record Rejection(String category, String message) {}

    /** @return an id for one question, so that equal ones asked at once do not get mixed up */
    public static String newId(String file) {
        return "lookup-%s-%s".formatted(UUID.randomUUID(), lastOf(file));
    }

    /** Cut between characters: half of one would come back from the broker as something else. */
    private static String lastOf(String file) {
        int from = Math.max(0, file.length() - LONGEST_NAME);
        return file.substring(from > 0 && Character.isLowSurrogate(file.charAt(from)) ? from + 1 : from);
    }

    /**
     * @param file what the question is called
     * @param bank only whose matches are wanted
     */
    public static LookupAnswer of(String file, Outcome outcome, Optional<String> bank) {
        return outcome.verdict()
                .map(verdict -> of(file, outcome, verdict, bank))
                .orElseGet(() -> of(file, outcome, outcome.reject().orElseThrow()));
    }

    private static LookupAnswer of(String file, Outcome outcome, Verdict verdict, Optional<String> bank) {
        List<Match> matches = matches(outcome, verdict)
                .filter(match -> bank.isEmpty() || bank.get().equals(match.bank()))
                .sorted(Comparator.comparingDouble(Match::distance).thenComparing(Match::referenceId))
                .toList();
        return new LookupAnswer(
                file,
                verdict.getOutcome().name(),
                !matches.isEmpty(),
                matches,
                Optional.of(verdict.getSearchRadius()),
                Optional.ofNullable(verdict.getNearestDistance()),
                Optional.of(verdict.getRowsSearched()),
                Optional.of(new Model(verdict.getModelId(), verdict.getModelHash())),
                verdict.getPolicies().stream()
                        .map(policy -> new Policy(policy.getBank(), position(policy)))
                        .toList(),
                Optional.of(verdict.getUploadSha256()),
                outcome.uploadId(),
                Position.of(verdict.getUpload()),
                outcome.latencyMillis(),
                Optional.empty());
    }

    private static LookupAnswer of(String file, Outcome outcome, Reject reject) {
        return new LookupAnswer(
                file,
                REJECTED,
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                outcome.uploadId(),
                Position.of(reject.getRecord()),
                outcome.latencyMillis(),
                Optional.of(new Rejection(reject.getCategory().name(), reject.getMessage())));
    }

    private static Stream<Match> matches(Outcome outcome, Verdict verdict) {
        List<Match> matches = new ArrayList<>();
        outcome.alerts().forEach(alert -> matches.add(match(alert)));
        if (verdict.getExcludingMatch() != null) {
            matches.add(match(Kind.EXCLUDING, verdict.getExcludingMatch(), verdict));
        }
        verdict.getExcludedMatches().forEach(silenced -> matches.add(match(Kind.SILENCED, silenced, verdict)));
        return matches.stream();
    }

    private static Match match(Alert alert) {
        return new Match(
                Kind.MATCH,
                alert.getReferenceId(),
                alert.getBank(),
                alert.getDistance(),
                alert.getThreshold(),
                alert.getUploadView(),
                alert.getReferenceView(),
                alert.getLayerDistances(),
                Position.of(alert.getReference()),
                alert.getDisputed(),
                Optional.ofNullable(alert.getPolicy()).flatMap(LookupAnswer::position),
                Optional.of(alert.getSeverity().name()),
                Optional.of(alert.getAlertId()));
    }

    private static Match match(Kind kind, SilencedMatch silenced, Verdict verdict) {
        return new Match(
                kind,
                silenced.getReferenceId(),
                silenced.getBank(),
                silenced.getDistance(),
                silenced.getThreshold(),
                silenced.getUploadView(),
                silenced.getReferenceView(),
                List.of(),
                Position.of(silenced.getReference()),
                false,
                verdict.getPolicies().stream()
                        .filter(policy -> policy.getBank().equals(silenced.getBank()))
                        .findFirst()
                        .flatMap(LookupAnswer::position),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<Position> position(PolicyVersion policy) {
        BrokerPosition record = policy.getRecord();
        return Optional.ofNullable(record).map(Position::of);
    }
}
