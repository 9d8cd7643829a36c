package io.rlpips.detector.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rlpips.detector.control.BankRule;
import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.gate.SecondLook;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.match.Candidate;
import io.rlpips.detector.match.Findings;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.PolicyVersion;
import io.rlpips.schemas.Severity;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final ModelDescription MODEL =
            new ModelDescription(new ModelIdentity("model", "hash", ""), "", "", 64, List.of(1), 0, 0.2);
    private static final long NOW = 5_000;

    @Test
    void aReferenceAtTheThresholdMatchesAndOneBeyondItDoesNot() {
        Decision decision = decide(List.of(), candidate("a", "bank", 0.2), candidate("b", "bank", 0.2000001));

        assertThat(decision.verdict().getOutcome()).isEqualTo(Outcome.MATCHED);
        assertThat(decision.alerts()).extracting(Alert::getReferenceId).containsExactly("a");
        assertThat(decision.alerts().get(0).getMargin()).isZero();
    }

    @Test
    void eachMatchingReferenceRaisesOneAlertAndTheNearestIsNamedInTheVerdict() {
        Verdict verdict = decide(List.of(), candidate("near", "bank", 0.01), candidate("far", "bank", 0.1))
                .verdict();

        assertThat(verdict.getAlerts()).isEqualTo(2);
        assertThat(verdict.getBestReferenceId()).isEqualTo("near");
        assertThat(verdict.getNearestDistance()).isEqualTo(0.01);
    }

    @Test
    void nothingWithinReachIsClear() {
        Verdict verdict = decide(List.of()).verdict();

        assertThat(verdict.getOutcome()).isEqualTo(Outcome.CLEAR);
        assertThat(verdict.getNearestDistance()).isNull();
        assertThat(verdict.getSearchRadius()).isEqualTo(0.2);
    }

    @Test
    void theThresholdOfABanksPolicyReplacesTheDefault() {
        List<PolicyChange> policies = List.of(policy("strict", rule(false, true, 0.05, "")));

        Decision decision = decide(policies, candidate("a", "strict", 0.1), candidate("b", "lax", 0.1));

        assertThat(decision.alerts()).extracting(Alert::getReferenceId).containsExactly("b");
        assertThat(decision.alerts().get(0).getPolicy()).isNull();
    }

    @Test
    void aDistanceChosenForAnotherModelDoesNotApply() {
        List<PolicyChange> policies = List.of(policy("bank", rule(false, true, 0.5, "another")));

        Alert alert = decide(policies, candidate("a", "bank", 0.1)).alerts().get(0);

        assertThat(alert.getThreshold()).isEqualTo(0.2);
        assertThat(alert.getPolicy().getRecord().getOffset()).isEqualTo(7);
    }

    @Test
    void ofThresholdsForSeveralModelsThatOfTheUploadsModelApplies() {
        BankRule rule = new BankRule(
                false, true, 0.01, "", Map.of("model", 0.15, "another", 0.5), List.of(), List.of(), Severity.LOW);

        Decision decision =
                decide(List.of(policy("bank", rule)), candidate("a", "bank", 0.15), candidate("b", "bank", 0.151));

        assertThat(decision.alerts()).extracting(Alert::getReferenceId).containsExactly("a");
        assertThat(decision.alerts().get(0).getThreshold()).isEqualTo(0.15);
    }

    @Test
    void anotherViewIsJudgedByItsOwnThresholdAndAsThePictureIsWhereThereIsNone() {
        BankRule rule = judgedByViews(0.15, Map.of("model", 0.05));

        Decision decision = decide(
                List.of(policy("bank", rule)),
                seen("mirrored", "bank", "as-is", "mirrored", 0.05),
                seen("trimmed", "bank", "trimmed", "as-is", 0.051),
                seen("grey", "other", "as-is", "grey", 0.1),
                seen("plain", "bank", "as-is", "as-is", 0.15));

        assertThat(decision.alerts())
                .extracting(Alert::getReferenceId, Alert::getThreshold)
                .containsExactly(tuple("mirrored", 0.05), tuple("grey", 0.2), tuple("plain", 0.15));
        assertThat(decision.alerts().get(0).getMargin()).isZero();
    }

    @Test
    void aBankWithoutADistanceOfItsOwnIsJudgedByTheModelsUnderOtherViewsToo() {
        ModelDescription model = MODEL.withThresholds(0.2, List.of(0.1, 0.15));
        UploadTicket ticket = new UploadTicket(
                at(3),
                1_000,
                700,
                "upload",
                "tenant",
                "",
                false,
                List.of(
                        policy("own", rule(false, true, 0.15, "")),
                        policy("seen", seenUnder(List.of("grey"))),
                        policy("seen-more", seenUnder(List.of("grey", "mirrored", "rotated-90")))),
                model);

        List<Alert> alerts = Judge.decide(
                        new Findings(
                                ticket,
                                facts(false),
                                0.2,
                                10,
                                List.of(
                                        seen("a", "bank", "as-is", "grey", 0.1),
                                        seen("b", "bank", "as-is", "grey", 0.11),
                                        seen("c", "own", "as-is", "grey", 0.15),
                                        seen("e", "seen", "as-is", "grey", 0.15),
                                        seen("f", "seen-more", "as-is", "grey", 0.15),
                                        seen("d", "bank", "as-is", "as-is", 0.2))),
                        NOW)
                .alerts();

        assertThat(alerts)
                .extracting(Alert::getReferenceId, Alert::getThreshold)
                .as("by the views that the policy names, else by the configured ones")
                .containsExactly(
                        tuple("a", 0.1), tuple("c", 0.15), tuple("e", 0.15), tuple("f", 0.15), tuple("d", 0.2));
    }

    @Test
    void aDistanceOfViewsForAnotherModelDoesNotApply() {
        BankRule rule = judgedByViews(0.15, Map.of("another", 0.05));

        Decision decision = decide(List.of(policy("bank", rule)), seen("a", "bank", "as-is", "mirrored", 0.15));

        assertThat(decision.alerts()).extracting(Alert::getThreshold).containsExactly(0.15);
    }

    @Test
    void ofTwoWaysToSeeAReferenceTheNearestThatMatchesCountsElseTheNearest() {
        List<PolicyChange> policies = List.of(policy("bank", judgedByViews(0.15, Map.of("model", 0.05))));

        Decision asItIs = decide(
                policies, seen("a", "bank", "as-is", "crop-slight", 0.06), seen("a", "bank", "as-is", "as-is", 0.14));
        Decision byView = decide(
                policies, seen("a", "bank", "as-is", "crop-slight", 0.04), seen("a", "bank", "as-is", "as-is", 0.14));
        Decision neither = decide(
                policies, seen("a", "bank", "as-is", "crop-slight", 0.06), seen("a", "bank", "as-is", "as-is", 0.16));

        assertThat(asItIs.alerts())
                .extracting(Alert::getReferenceView, Alert::getDistance)
                .containsExactly(tuple("as-is", 0.14));
        assertThat(asItIs.verdict().getNearestDistance()).isEqualTo(0.14);
        assertThat(byView.alerts())
                .extracting(Alert::getReferenceView, Alert::getDistance)
                .containsExactly(tuple("crop-slight", 0.04));
        assertThat(neither.verdict().getOutcome()).isEqualTo(Outcome.CLEAR);
        assertThat(neither.verdict().getNearestDistance()).isEqualTo(0.06);
    }

    @Test
    void aReferenceThatMatchesInTwoWaysIsSilencedOnce() {
        List<PolicyChange> policies = List.of(policy("harmless", rule(true, true, 0.15, "")));

        Verdict verdict = decide(
                        policies,
                        candidate("b", "harmless", 0.01),
                        seen("a", "bank", "as-is", "grey", 0.02),
                        candidate("a", "bank", 0.03))
                .verdict();

        assertThat(verdict.getExcludedMatches())
                .extracting(SilencedMatch::getReferenceId, SilencedMatch::getDistance)
                .containsExactly(tuple("a", 0.02));
    }

    @Test
    void aMatchWithAnExcludingBankSilencesAllAlerts() {
        List<PolicyChange> policies = List.of(policy("harmless", rule(true, true, Double.NaN, "")));

        Decision excluded = decide(policies, candidate("a", "bank", 0.01), candidate("b", "harmless", 0.1));
        Decision tooFar = decide(policies, candidate("a", "bank", 0.01), candidate("b", "harmless", 0.3));

        assertThat(excluded.verdict().getOutcome()).isEqualTo(Outcome.EXCLUDED);
        assertThat(excluded.alerts()).isEmpty();
        assertThat(excluded.verdict().getAlerts()).isZero();
        assertThat(tooFar.verdict().getOutcome()).isEqualTo(Outcome.MATCHED);
    }

    @Test
    void anExclusionCarriesTheMatchThatExcludesAndThoseItSilences() {
        List<PolicyChange> policies = List.of(policy("harmless", rule(true, true, 0.15, "")));

        Verdict verdict = decide(
                        policies,
                        candidate("a", "bank", 0.01),
                        candidate("b", "harmless", 0.1),
                        candidate("c", "bank", 0.12),
                        candidate("d", "harmless", 0.15))
                .verdict();

        SilencedMatch excluding = verdict.getExcludingMatch();
        assertThat(excluding.getReferenceId()).as("the nearest").isEqualTo("b");
        assertThat(excluding.getDistance()).isEqualTo(0.1);
        assertThat(excluding.getThreshold()).isEqualTo(0.15);
        assertThat(verdict.getExcludedMatches())
                .extracting(SilencedMatch::getReferenceId)
                .containsExactly("a", "c");
        assertThat(verdict.getExcludedMatches().get(0).getThreshold()).isEqualTo(0.2);
        assertThat(decide(List.of(), candidate("a", "bank", 0.01)).verdict().getExcludingMatch())
                .isNull();
    }

    @Test
    void anAlertCarriesTheFloodLimitOfItsBanksPolicy() {
        BankRule rule =
                new BankRule(false, true, Double.NaN, "", Map.of(), Map.of(), List.of(), List.of(), Severity.LOW, 7, 1);

        Decision decision =
                decide(List.of(policy("bank", rule)), candidate("a", "bank", 0.01), candidate("b", "other", 0.01));

        assertThat(decision.alerts()).extracting(Alert::getFloodLimitPerHour).containsExactly(7, null);
    }

    @Test
    void aBankWithoutAShareOfTheUploadsIsNotSearched() {
        BankRule rule =
                new BankRule(false, true, Double.NaN, "", Map.of(), Map.of(), List.of(), List.of(), Severity.LOW, 0, 0);

        Decision decision =
                decide(List.of(policy("bank", rule)), candidate("a", "bank", 0.01), candidate("b", "other", 0.01));

        assertThat(decision.alerts()).extracting(Alert::getReferenceId).containsExactly("b");
    }

    @Test
    void aLookupIsJudgedAsAnUploadIsAndSaysThatItIsOne() {
        List<PolicyChange> policies = List.of(policy("harmless", rule(true, true, 0.15, "")));

        Decision known = answer(List.of(), candidate("a", "bank", 0.1));
        Decision excluded = answer(policies, candidate("a", "bank", 0.1), candidate("b", "harmless", 0.15));

        assertThat(known.verdict().getLookup()).isTrue();
        assertThat(known.verdict().getOutcome()).isEqualTo(Outcome.MATCHED);
        assertThat(known.alerts()).extracting(Alert::getDisposition).containsExactly(Disposition.LOOKUP);
        assertThat(excluded.verdict().getOutcome()).isEqualTo(Outcome.EXCLUDED);
        assertThat(excluded.verdict().getLookup()).isTrue();
        Decision upload = decide(List.of(), candidate("a", "bank", 0.1));
        assertThat(upload.verdict().getLookup()).isFalse();
        assertThat(upload.alerts()).extracting(Alert::getDisposition).containsExactly(Disposition.RAISED);
    }

    @Test
    void aLookupSearchesABankThatSamplesUploadsButOnlyThoseOfItsTenant() {
        BankRule none = new BankRule(
                false, true, 0.4, "", Map.of(), Map.of(), List.of(), List.of("tenant"), Severity.LOW, 0, 0);
        BankRule others = new BankRule(
                false, true, 0.5, "", Map.of(), Map.of(), List.of(), List.of("somebody"), Severity.LOW, 0, 1);
        List<PolicyChange> policies = List.of(policy("sampled", none), policy("theirs", others));

        Decision answer = answer(policies, candidate("a", "sampled", 0.3), candidate("b", "theirs", 0.3));

        assertThat(answer.alerts()).extracting(Alert::getReferenceId).containsExactly("a");
        assertThat(answer.verdict().getSearchRadius())
                .as("as far as the sampled bank's threshold")
                .isEqualTo(0.4);
    }

    @Test
    void aBankIsSearchedForItsTenantsOnlyAndNotAtAllWhenDisabled() {
        BankRule others =
                new BankRule(false, true, Double.NaN, "", Map.of(), List.of(), List.of("somebody"), Severity.LOW);
        BankRule mine =
                new BankRule(false, true, Double.NaN, "", Map.of(), List.of(), List.of("tenant"), Severity.HIGH);

        assertThat(decide(List.of(policy("bank", others)), candidate("a", "bank", 0))
                        .verdict()
                        .getBestReferenceId())
                .isNull();
        assertThat(decide(List.of(policy("bank", mine)), candidate("a", "bank", 0))
                        .alerts())
                .extracting(Alert::getSeverity)
                .containsExactly(Severity.HIGH);
        assertThat(decide(List.of(policy("bank", rule(false, false, 1, ""))), candidate("a", "bank", 0))
                        .verdict()
                        .getOutcome())
                .isEqualTo(Outcome.CLEAR);
    }

    @Test
    void aVerdictNamesThePoliciesOfTheBanksThatWereSearchedAndNoOtherTenants() {
        BankRule others =
                new BankRule(false, true, Double.NaN, "", Map.of(), List.of(), List.of("somebody"), Severity.LOW);
        BankRule none =
                new BankRule(false, true, 0.4, "", Map.of(), Map.of(), List.of(), List.of(), Severity.LOW, 0, 0);
        List<PolicyChange> policies = List.of(
                policy("all", rule(false, true, 0.1, "")),
                policy("disabled", rule(false, false, 0.1, "")),
                policy("not-sampled", none),
                policy("theirs", others));

        assertThat(decide(policies).verdict().getPolicies())
                .extracting(PolicyVersion::getBank)
                .containsExactly("all");
        assertThat(answer(policies).verdict().getPolicies())
                .extracting(PolicyVersion::getBank)
                .as("a question is asked of banks that sample")
                .containsExactly("all", "not-sampled");
    }

    @Test
    void aFeaturelessPictureIsIndeterminate() {
        Findings findings = new Findings(ticket(3, List.of()), facts(true), 0.2, 0, List.of());

        assertThat(Judge.decide(findings, NOW).verdict().getOutcome()).isEqualTo(Outcome.INDETERMINATE);
    }

    @Test
    void theReachIsThatOfTheLargestThresholdsOfBanksThatAreSearched() {
        assertThat(Thresholds.reach(ticket(0, List.of()))).isEqualTo(ViewThresholds.same(0.2));
        assertThat(Thresholds.reach(ticket(0, List.of(policy("a", rule(false, true, 0.4, ""))))))
                .isEqualTo(ViewThresholds.same(0.4));
        assertThat(Thresholds.reach(ticket(0, List.of(policy("a", judgedByViews(0.3, Map.of("model", 0.1)))))))
                .as("the model's own is larger for other views")
                .isEqualTo(new ViewThresholds(0.3, 0.2));
        assertThat(Thresholds.reach(ticket(0, List.of(policy("a", judgedByViews(0.1, Map.of("model", 0.3)))))))
                .isEqualTo(new ViewThresholds(0.2, 0.3));
        assertThat(Thresholds.reach(ticket(0, List.of(policy("a", rule(false, false, 0.4, ""))))))
                .isEqualTo(ViewThresholds.same(0.2));
        assertThat(Thresholds.reach(ticket(0, List.of(policy("a", rule(false, true, 0.4, "another"))))))
                .isEqualTo(ViewThresholds.same(0.2));
    }

    @Test
    void theAlertIdIsAFunctionOfUploadReferenceAndModel() {
        String id = AlertId.of(at(1), "reference", "model");

        assertThat(id).matches("[0-9a-f]{32}").isEqualTo(AlertId.of(at(1), "reference", "model"));
        assertThat(List.of(
                        AlertId.of(at(2), "reference", "model"),
                        AlertId.of(at(1), "referenc", "emodel"),
                        AlertId.of(at(1), "reference", "model2")))
                .doesNotContain(id)
                .doesNotHaveDuplicates();
    }

    @Test
    void aSecondLookGivesTheAlertOfTheReferenceThatCameLaterAndNoOther() {
        Alert alert = reconsider(List.of(), candidate("other", "bank", 0.01), candidate("late", "bank", 0.1))
                .get(0);

        assertThat(reconsider(List.of(), candidate("other", "bank", 0.01), candidate("late", "bank", 0.1)))
                .hasSize(1);
        assertThat(alert.getReferenceId()).isEqualTo("late");
        assertThat(alert.getRetroactive()).isTrue();
        assertThat(alert.getUpload()).as("the upload's own place").isEqualTo(at(3).toAvro());
        assertThat(alert.getUploadBrokerTimeMillis()).isEqualTo(1_000);
        assertThat(alert.getRecheckBrokerTimeMillis()).isEqualTo(4_000);
        assertThat(alert.getVisibilityTimeMillis()).isEqualTo(3_700);
        assertThat(alert.getAlertId())
                .as("as if the upload had come after the reference")
                .isEqualTo(decide(List.of(), candidate("late", "bank", 0.1))
                        .alerts()
                        .get(0)
                        .getAlertId());
        assertThat(alert.getWallClock().getLatencyMillis()).isEqualTo(NOW - 4_000);
    }

    @Test
    void aSecondLookGivesNothingBeyondTheThresholdOrWhereAnExcludingBankMatches() {
        List<PolicyChange> policies = List.of(policy("harmless", rule(true, true, Double.NaN, "")));

        assertThat(reconsider(policies, candidate("late", "bank", 0.3))).isEmpty();
        assertThat(reconsider(policies, candidate("late", "bank", 0.1), candidate("x", "harmless", 0.15)))
                .isEmpty();
        assertThat(reconsider(policies, candidate("late", "harmless", 0.1))).isEmpty();
        assertThat(reconsider(policies, candidate("late", "bank", 0.1), candidate("x", "harmless", 0.3)))
                .hasSize(1);
    }

    @Test
    void onlyTheClockReadingsDependOnTheClock() {
        Findings findings = findings(List.of(), candidate("a", "bank", 0.1));

        Verdict now = Judge.decide(findings, NOW).verdict();
        Verdict later = Judge.decide(findings, NOW + 77).verdict();

        assertThat(now).isNotEqualTo(later);
        later.setWallClock(now.getWallClock());
        assertThat(now).isEqualTo(later);
        assertThat(now.getWallClock().getLatencyMillis()).isEqualTo(NOW - 1_000);
    }

    private static Decision decide(List<PolicyChange> policies, Candidate... candidates) {
        return Judge.decide(findings(policies, candidates), NOW);
    }

    private static Decision answer(List<PolicyChange> policies, Candidate... candidates) {
        UploadTicket ticket = lookup(policies);
        return Judge.decide(
                new Findings(ticket, facts(false), Thresholds.reach(ticket).largest(), 10, List.of(candidates)), NOW);
    }

    private static Findings findings(List<PolicyChange> policies, Candidate... candidates) {
        UploadTicket ticket = ticket(3, policies);
        return new Findings(ticket, facts(false), Thresholds.reach(ticket).largest(), 10, List.of(candidates));
    }

    private static UploadTicket ticket(long offset, List<PolicyChange> policies) {
        return new UploadTicket(at(offset), 1_000, 700, "upload", "tenant", "", false, policies, MODEL);
    }

    /** Of the upload that {@link #decide} is about. */
    private static List<Alert> reconsider(List<PolicyChange> policies, Candidate... candidates) {
        UploadTicket ticket = new UploadTicket(
                new Coordinates("rechecks", 1, 9),
                4_000,
                3_700,
                "upload",
                "tenant",
                "",
                false,
                policies,
                MODEL,
                new SecondLook(at(3), 1_000, "late"));
        return Judge.reconsider(
                new Findings(ticket, facts(false), Thresholds.reach(ticket).largest(), 10, List.of(candidates)), NOW);
    }

    private static UploadTicket lookup(List<PolicyChange> policies) {
        return new UploadTicket(at(3), 1_000, 700, "upload", "tenant", "", true, policies, MODEL);
    }

    private static Coordinates at(long offset) {
        return new Coordinates("uploads", 0, offset);
    }

    private static PictureFacts facts(boolean featureless) {
        return new PictureFacts("0".repeat(64), 10, 20, 30, featureless);
    }

    private static PolicyChange policy(String bank, BankRule rule) {
        return new PolicyChange(bank, new Coordinates("policies", 0, 7), 100, false, rule);
    }

    private static BankRule rule(boolean excludes, boolean enabled, double distance, String modelId) {
        return new BankRule(excludes, enabled, distance, modelId, Map.of(), List.of(), List.of(), Severity.MEDIUM);
    }

    private static BankRule seenUnder(List<String> views) {
        return new BankRule(false, true, Double.NaN, "", Map.of(), views, List.of(), Severity.MEDIUM);
    }

    private static BankRule judgedByViews(double distance, Map<String, Double> viewDistances) {
        return new BankRule(
                false, true, distance, "", Map.of(), viewDistances, List.of(), List.of(), Severity.LOW, 0, 1);
    }

    private static Candidate candidate(String id, String bank, double distance) {
        return seen(id, bank, "as-is", "as-is", distance);
    }

    private static Candidate seen(String id, String bank, String uploadView, String referenceView, double distance) {
        Coordinates reference = new Coordinates("references", 0, 1);
        return new Candidate(id, bank, reference, 50, uploadView, referenceView, distance, new double[] {distance});
    }
}
