package io.rlpips.local.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.local.session.LookupAnswer;
import io.rlpips.local.session.LookupAnswer.Kind;
import io.rlpips.local.session.LookupAnswer.Match;
import io.rlpips.local.session.Outcome;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.PolicyVersion;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.Verdict;
import io.rlpips.schemas.WallClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a lookup answers, in records and in lines. */
class LookupLinesTest {
    private static final WallClock CLOCK = new WallClock(1_000L, 42L);
    private static final BrokerPosition UPLOAD = new BrokerPosition("uploads", 0, 7L);

    @Test
    void aKnownPictureIsToldWithItsEvidenceNearestFirst() {
        Verdict verdict =
                verdict(io.rlpips.schemas.Outcome.MATCHED).setAlerts(2).build();
        Outcome outcome =
                Outcome.judged("id", verdict, List.of(alert("far", "films", 0.09), alert("near", "logos", 0.0123)));

        LookupAnswer answer = LookupAnswer.of("a.jpg", outcome, Optional.empty());

        assertThat(answer.known()).isTrue();
        assertThat(answer.matches()).extracting(Match::referenceId).containsExactly("near", "far");
        assertThat(LookupLines.of(answer, Optional.empty()))
                .containsExactly(
                        "KNOWN    a.jpg",
                        "  near (logos) at 0.0123 of 0.1000, reference disputed",
                        "    layers 0.010000 + 0.002300",
                        "    view trimmed of the picture, mirrored of the reference; reference at references-0@3;"
                                + " policy policies-1@9",
                        "  far (films) at 0.0900 of 0.1000, reference disputed",
                        "    layers 0.010000 + 0.002300",
                        "    view trimmed of the picture, mirrored of the reference; reference at references-0@3;"
                                + " policy policies-1@9",
                        "  by model model (0123456789ab), 28 rows searched, 42 ms");
    }

    @Test
    void onlyABanksMatchesCountWhereOneIsAskedFor() {
        Verdict verdict =
                verdict(io.rlpips.schemas.Outcome.MATCHED).setAlerts(1).build();
        Outcome outcome = Outcome.judged("id", verdict, List.of(alert("near", "logos", 0.01)));

        LookupAnswer logos = LookupAnswer.of("a.jpg", outcome, Optional.of("logos"));
        LookupAnswer films = LookupAnswer.of("a.jpg", outcome, Optional.of("films"));

        assertThat(logos.known()).isTrue();
        assertThat(films.known()).isFalse();
        assertThat(films.outcome()).as("what the verdict is").isEqualTo("MATCHED");
        assertThat(LookupLines.of(films, Optional.of("films")))
                .startsWith("UNKNOWN  a.jpg", "  no reference of bank 'films' matches, searched within 0.1000");
    }

    @Test
    void whatExcludesAndWhatIsSilencedAreKnownToo() {
        Verdict verdict = verdict(io.rlpips.schemas.Outcome.EXCLUDED)
                .setExcludingMatch(silenced("stock-photo", "stock", 0.05))
                .setExcludedMatches(List.of(silenced("film", "films", 0.02)))
                .build();

        LookupAnswer answer = LookupAnswer.of("a.jpg", Outcome.judged("id", verdict, List.of()), Optional.empty());

        assertThat(answer.known()).isTrue();
        assertThat(answer.matches()).extracting(Match::kind).containsExactly(Kind.SILENCED, Kind.EXCLUDING);
        assertThat(answer.matches().get(0).policy().orElseThrow().offset())
                .as("the version of its bank's policy")
                .isEqualTo(9);
        assertThat(LookupLines.of(answer, Optional.empty()))
                .contains(
                        "  film (films) at 0.0200 of 0.1000, silenced by the EXCLUDE bank",
                        "  stock-photo (stock) at 0.0500 of 0.1000, an EXCLUDE bank: uploads of the picture raise no"
                                + " alert");
    }

    @Test
    void whatIsNotKnownSaysHowFarWasSearched() {
        assertThat(lines(verdict(io.rlpips.schemas.Outcome.CLEAR)))
                .startsWith("UNKNOWN  a.jpg", "  nothing within reach: 0.1000, under other views perhaps less");
        assertThat(lines(verdict(io.rlpips.schemas.Outcome.CLEAR).setNearestDistance(0.08)))
                .contains("  nothing matches; the nearest is at 0.0800, searched within 0.1000");
        assertThat(lines(verdict(io.rlpips.schemas.Outcome.INDETERMINATE)))
                .contains("  the picture is featureless and says nothing");
    }

    @Test
    void whatCannotBeJudgedSaysWhyAndNoNameForgesALine() {
        Reject reject = Reject.newBuilder()
                .setRecord(UPLOAD)
                .setRecordId("id")
                .setCategory(RejectCategory.CORRUPT_IMAGE)
                .setMessage("ends\nKNOWN everything")
                .setBrokerTimeMillis(1)
                .setWallClock(CLOCK)
                .build();

        LookupAnswer answer = LookupAnswer.of("a\nKNOWN b", Outcome.rejected("id", reject), Optional.empty());

        assertThat(answer.known()).isFalse();
        assertThat(LookupLines.of(answer, Optional.empty()))
                .containsExactly("REJECTED a KNOWN b", "  CORRUPT_IMAGE: ends KNOWN everything");
    }

    @Test
    void equalQuestionsHaveDifferentIds() {
        assertThat(LookupAnswer.newId("a.jpg"))
                .isNotEqualTo(LookupAnswer.newId("a.jpg"))
                .endsWith("-a.jpg");
        assertThat(LookupAnswer.newId("x".repeat(5_000))).hasSizeLessThan(150);
    }

    @Test
    void aLongNameIsCutBetweenCharacters() {
        for (int more = 0; more < 2; more++) {
            String id = LookupAnswer.newId("x".repeat(more) + "\uD83D\uDE00".repeat(50) + "." + "x".repeat(more));

            assertThat(new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .as("what the broker gives back")
                    .isEqualTo(id);
        }
    }

    private static List<String> lines(Verdict.Builder verdict) {
        return LookupLines.of(
                LookupAnswer.of("a.jpg", Outcome.judged("id", verdict.build(), List.of()), Optional.empty()),
                Optional.empty());
    }

    private static Verdict.Builder verdict(io.rlpips.schemas.Outcome outcome) {
        return Verdict.newBuilder()
                .setUpload(UPLOAD)
                .setUploadId("id")
                .setLookup(true)
                .setOutcome(outcome)
                .setSearchRadius(0.1)
                .setModelId("model")
                .setModelHash("0123456789abcdef")
                .setRowsSearched(28)
                .setPolicies(List.of(new PolicyVersion("films", new BrokerPosition("policies", 1, 9L))))
                .setWallClock(CLOCK);
    }

    private static SilencedMatch silenced(String reference, String bank, double distance) {
        return SilencedMatch.newBuilder()
                .setReferenceId(reference)
                .setReference(new BrokerPosition("references", 0, 3L))
                .setBank(bank)
                .setDistance(distance)
                .setThreshold(0.1)
                .build();
    }

    private static Alert alert(String reference, String bank, double distance) {
        return Alert.newBuilder()
                .setAlertId("alert-" + reference)
                .setUpload(UPLOAD)
                .setUploadId("id")
                .setUploadView("trimmed")
                .setReferenceId(reference)
                .setReference(new BrokerPosition("references", 0, 3L))
                .setReferenceView("mirrored")
                .setBank(bank)
                .setDistance(distance)
                .setThreshold(0.1)
                .setMargin(0.1 - distance)
                .setLayerDistances(List.of(0.01, 0.0023))
                .setPolicy(new PolicyVersion(bank, new BrokerPosition("policies", 1, 9L)))
                .setDisputed(true)
                .setModelId("model")
                .build();
    }
}
