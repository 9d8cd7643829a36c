package io.rlpips.local.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.local.bank.BankPolicies;
import io.rlpips.local.bank.PolicyJson;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Policies that were given for a replay as a file: what {@code policy list --json} prints, or one JSON object a line. */
public final class GivenPolicies {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What decisions name as the topic of a policy that was given for a replay. */
    private static final String GIVEN = "given for the replay";

    private GivenPolicies() {}

    /** @throws RlpipsException INVALID_ARGUMENT where the file cannot be read, or a policy is none or named twice */
    public static List<Policy> read(Path file) {
        List<Policy> policies = new ArrayList<>();
        try (MappingIterator<JsonNode> values =
                JSON.readerFor(JsonNode.class).readValues(Files.readString(file, StandardCharsets.UTF_8))) {
            while (values.hasNextValue()) {
                policies.add(policy(values.nextValue()));
            }
        } catch (IOException | RlpipsException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%s holds no policies: %s".formatted(file, e.getMessage()), e);
        }
        long banks = policies.stream().map(Policy::getBank).distinct().count();
        if (banks < policies.size()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "%s has a bank twice".formatted(file));
        }
        return policies;
    }

    /** @return as records that hold from the beginning of time on */
    static List<BrokerRecord> records(List<Policy> policies) {
        List<BrokerRecord> records = new ArrayList<>();
        for (Policy policy : policies) {
            records.add(new BrokerRecord(
                    new Coordinates(GIVEN, 0, records.size()),
                    0,
                    true,
                    policy.getBank().getBytes(StandardCharsets.UTF_8),
                    false,
                    SingleObject.of(Subjects.POLICIES).encode(policy)));
        }
        return records;
    }

    private static Policy policy(JsonNode value) {
        Policy policy = Policy.newBuilder().setBank("").build();
        PolicyJson.set(policy, value);
        BankPolicies.requireAcceptable(policy);
        return policy;
    }
}
