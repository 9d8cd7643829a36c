package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Training;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.backbone.TrainedBackbone;
import io.rlpips.training.backbone.TrainingReport;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A finished backbone run with balanced heads. */
final class RunDraft {
    private static final String RECIPE = "classification";

    private RunDraft() {}

    /** @param data what the run was trained on: the heads are balanced on the pictures it held back */
    static Draft of(TrainedBackbone trained, PictureSet data, PublishSettings settings) {
        TrainingReport report = trained.report();
        List<RgbImage> heldBack = data.holdBack(report.recipe().heldBackPerClass()).validation().pictures().stream()
                .map(LabelledPicture::picture)
                .toList();
        HeadBalancer.Balance balance = HeadBalancer.balance(
                Backbone.ALEXNET,
                trained.parameters(),
                heldBack,
                report.recipe().seed());
        return new Draft(
                new ModelBundle(manifest(report, settings), tensors(trained, balance)),
                measurements(report, balance, settings));
    }

    private static Map<String, WeightTensor> tensors(TrainedBackbone trained, HeadBalancer.Balance balance) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        trained.parameters().forEach((name, tensor) -> tensors.put("backbone." + name, tensor));
        for (int tap = 0; tap < balance.heads().size(); tap++) {
            tensors.put("heads." + tap, balance.heads().get(tap));
        }
        return tensors;
    }

    private static Manifest manifest(TrainingReport report, PublishSettings settings) {
        return Manifest.describing(
                        settings.modelId().orElseThrow(),
                        Backbone.ALEXNET,
                        report.recipe().inputSize(),
                        RECIPE)
                .withTraining(new Training(
                        "%s, %d classes; %d pictures held back"
                                .formatted(report.data(), report.classes(), report.validationPictures()),
                        report.trainingPictures(),
                        report.recipe().seed(),
                        report.recipe().epochs(),
                        Commands.train(report) + " && " + Commands.publish(settings),
                        Commands.details(report)))
                .withPrecision(settings.precision());
    }

    private static List<Measurement> measurements(
            TrainingReport report, HeadBalancer.Balance balance, PublishSettings settings) {
        List<Measurement> measured = new ArrayList<>();
        String train = Commands.train(report);
        report.history().stream().skip(Math.max(0, report.history().size() - 1)).forEach(last -> {
            measured.add(Measurement.of("held-back top-1 accuracy", last.validationAccuracy(), train));
            measured.add(Measurement.of("held-back cross-entropy", last.validationLoss(), train));
        });
        for (int tap = 0; tap < balance.layerMeans().size(); tap++) {
            measured.add(Measurement.of(
                    "mean unweighted distance of unrelated held-back pairs, tap " + tap,
                    balance.layerMeans().get(tap),
                    Commands.publish(settings)));
        }
        return measured;
    }
}
