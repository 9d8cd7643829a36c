package io.rlpips.detector.judge;

import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.match.Candidate;
import io.rlpips.detector.match.Findings;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.PolicyVersion;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.Verdict;
import io.rlpips.schemas.WallClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides, from what was found and nothing else: the same findings give the same decision, clock readings aside. A
 * match with an excluding bank silences the alerts of the upload.
 */
final class Judge {
    private Judge() {}

    /** A reference within reach and how its bank is judged. */
    private record Finding(Candidate candidate, Thresholds.Bank bank) {
        double threshold() {
            return candidate.asIs() ? bank.threshold() : bank.viewThreshold();
        }

        boolean matches() {
            return candidate.distance() <= threshold();
        }

        boolean excludes() {
            return bank.rule().excludes();
        }
    }

    /** @param nowMillis reading of this machine's clock, for the fields that say when */
    static Decision decide(Findings findings, long nowMillis) {
        UploadTicket upload = findings.ticket();
        List<Finding> searched = searched(findings);
        List<Finding> matches = searched.stream()
                .filter(finding -> finding.matches() && !finding.excludes())
                .toList();
        Optional<Finding> excluding = searched.stream()
                .filter(finding -> finding.matches() && finding.excludes())
                .findFirst();
        Optional<Candidate> nearest = searched.stream().map(Finding::candidate).findFirst();
        Verdict.Builder verdict = verdict(findings, nearest, nowMillis)
                .setOutcome(outcome(findings, excluding.isPresent(), !matches.isEmpty()));
        if (excluding.isPresent()) {
            verdict.setExcludingMatch(silenced(excluding.get()))
                    .setExcludedMatches(new ArrayList<>(
                            matches.stream().map(Judge::silenced).toList()));
            return new Decision(verdict.build(), List.of());
        }
        List<Alert> alerts =
                matches.stream().map(match -> alert(findings, match, nowMillis)).toList();
        return new Decision(verdict.setAlerts(alerts.size()).build(), alerts);
    }

    /** @return one a reference of the banks that are searched: the nearest that matches, else the nearest; nearest first */
    private static List<Finding> searched(Findings findings) {
        Map<String, Finding> byReference = new HashMap<>();
        for (Candidate candidate : findings.candidates()) {
            Thresholds.Bank bank = Thresholds.bank(findings.ticket(), candidate.bank());
            if (bank.searched()) {
                byReference.merge(
                        candidate.referenceId(),
                        new Finding(candidate, bank),
                        (nearer, farther) -> farther.matches() && !nearer.matches() ? farther : nearer);
            }
        }
        return byReference.values().stream()
                .sorted(Comparator.comparing(Finding::candidate, Candidate.ORDER))
                .toList();
    }

    /**
     * Decides about an upload that had its verdict: only the reference that came later can raise an alert, where it
     * matches by what counts now and no excluding bank does.
     *
     * @return one or none
     */
    static List<Alert> reconsider(Findings findings, long nowMillis) {
        String asked = findings.ticket().secondLook().referenceId();
        return decide(findings, nowMillis).alerts().stream()
                .filter(alert -> alert.getReferenceId().equals(asked))
                .toList();
    }

    private static Outcome outcome(Findings findings, boolean excluded, boolean matched) {
        if (findings.picture().featureless()) {
            return Outcome.INDETERMINATE;
        }
        if (excluded) {
            return Outcome.EXCLUDED;
        }
        return matched ? Outcome.MATCHED : Outcome.CLEAR;
    }

    private static SilencedMatch silenced(Finding finding) {
        Candidate found = finding.candidate();
        return SilencedMatch.newBuilder()
                .setReferenceId(found.referenceId())
                .setReference(found.reference().toAvro())
                .setBank(found.bank())
                .setUploadView(found.uploadView())
                .setReferenceView(found.referenceView())
                .setDistance(found.distance())
                .setThreshold(finding.threshold())
                .build();
    }

    /** All but the outcome and what follows from it. */
    private static Verdict.Builder verdict(Findings findings, Optional<Candidate> nearest, long nowMillis) {
        UploadTicket upload = findings.ticket();
        ModelIdentity model = upload.model().identity();
        return Verdict.newBuilder()
                .setUpload(upload.at().toAvro())
                .setUploadId(upload.uploadId())
                .setLookup(upload.lookup())
                .setTenant(upload.tenant())
                .setNearestDistance(nearest.map(Candidate::distance).orElse(null))
                .setSearchRadius(findings.radius())
                .setBestReferenceId(nearest.map(Candidate::referenceId).orElse(null))
                .setBestReferenceBank(nearest.map(Candidate::bank).orElse(null))
                .setBestReference(
                        nearest.map(found -> found.reference().toAvro()).orElse(null))
                .setModelId(model.modelId())
                .setModelHash(model.modelHash())
                .setPolicies(new ArrayList<>(
                        Thresholds.applied(upload).stream().map(Judge::version).toList()))
                .setRowsSearched(findings.rowsSearched())
                .setUploadSha256(findings.picture().sha256())
                .setUploadBrokerTimeMillis(upload.brokerTimeMillis())
                .setVisibilityTimeMillis(upload.visibleAtMillis())
                .setWallClock(wallClock(upload, nowMillis));
    }

    private static Alert alert(Findings findings, Finding finding, long nowMillis) {
        UploadTicket upload = findings.ticket();
        ModelIdentity model = upload.model().identity();
        Candidate found = finding.candidate();
        int floodLimit = finding.bank().rule().floodLimitPerHour();
        List<Double> layers = new ArrayList<>();
        for (double layer : found.layerDistances()) {
            layers.add(layer);
        }
        return Alert.newBuilder()
                .setAlertId(AlertId.of(upload.upload(), found.referenceId(), model.modelHash()))
                .setUpload(upload.upload().toAvro())
                .setUploadId(upload.uploadId())
                .setTenant(upload.tenant())
                .setUploadUri(upload.uri().isEmpty() ? null : upload.uri())
                .setUploadSha256(findings.picture().sha256())
                .setUploadLength(findings.picture().length())
                .setUploadWidth(findings.picture().width())
                .setUploadHeight(findings.picture().height())
                .setUploadView(found.uploadView())
                .setReferenceId(found.referenceId())
                .setReference(found.reference().toAvro())
                .setBank(found.bank())
                .setReferenceView(found.referenceView())
                .setSeverity(finding.bank().rule().severity())
                .setDistance(found.distance())
                .setThreshold(finding.threshold())
                .setMargin(finding.threshold() - found.distance())
                .setLayerDistances(layers)
                .setModelId(model.modelId())
                .setModelHash(model.modelHash())
                .setPolicy(finding.bank().policy().map(Judge::version).orElse(null))
                .setDisposition(upload.lookup() ? Disposition.LOOKUP : Disposition.RAISED)
                .setFloodLimitPerHour(floodLimit == 0 ? null : floodLimit)
                .setRetroactive(upload.again())
                .setRecheckBrokerTimeMillis(upload.again() ? upload.brokerTimeMillis() : 0)
                .setUploadBrokerTimeMillis(upload.uploadedAtMillis())
                .setVisibilityTimeMillis(upload.visibleAtMillis())
                .setReferenceBrokerTimeMillis(found.referenceBrokerTimeMillis())
                .setWallClock(wallClock(upload, nowMillis))
                .build();
    }

    private static PolicyVersion version(PolicyChange policy) {
        return new PolicyVersion(policy.bank(), policy.at().toAvro());
    }

    private static WallClock wallClock(UploadTicket upload, long nowMillis) {
        return new WallClock(nowMillis, nowMillis - upload.brokerTimeMillis());
    }
}
