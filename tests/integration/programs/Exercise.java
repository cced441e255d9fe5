import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.UUID;
import jixiao.client.ApiClient;
import jixiao.client.ApiException;
import jixiao.client.ApiResponse;
import jixiao.client.api.CalculationsApi;
import jixiao.client.api.EvaluationsApi;
import jixiao.client.api.OperationsApi;
import jixiao.client.api.RulePacksApi;
import jixiao.client.model.CellValue;
import jixiao.client.model.CompletionRatioRequest;
import jixiao.client.model.CurrencyUnit;
import jixiao.client.model.EvaluationAnswer;
import jixiao.client.model.EvaluationListAnswer;
import jixiao.client.model.EvaluationRequest;
import jixiao.client.model.EvaluationSummaryAnswer;
import jixiao.client.model.FundArrivalRateRequest;
import jixiao.client.model.HealthAnswer;
import jixiao.client.model.ProblemDocument;
import jixiao.client.model.RegionDigits;
import jixiao.client.model.ReplayRequest;
import jixiao.client.model.RulePackReference;
import jixiao.client.model.StructuredValue;

/**
 * What a Java shop does with the generated client, against a running service: {@code Exercise FORM…}.
 *
 * <p>Prints one line per form: name, status, total.
 */
public class Exercise {
    private final ApiClient client = new ApiClient();
    private final ObjectMapper json = client.getObjectMapper();
    private final EvaluationsApi evaluations;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    Exercise() {
        String key = System.getenv("JIXIAO_KEY");
        client.updateBaseUri(System.getenv("JIXIAO_URL"));
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + key));
        // HttpClient would ask the server to change to HTTP/2 with every first request.
        client.setHttpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));
        evaluations = new EvaluationsApi(client);
    }

    public static void main(String[] arguments) throws Exception {
        Exercise exercise = new Exercise();
        check(new OperationsApi(exercise.client).getReadiness().getStatus() == HealthAnswer.StatusEnum.OK, "ready");
        for (String file : arguments) {
            exercise.scoreOne(Path.of(file));
        }
        exercise.walkPages(arguments.length);
        exercise.refuse(Path.of(arguments[0]));
        exercise.calculate();
        exercise.look();
    }

    private void scoreOne(Path file) throws Exception {
        String text = Files.readString(file);
        EvaluationRequest form = json.readValue(text, EvaluationRequest.class);
        check(plain(json.readTree(json.writeValueAsString(form))).equals(plain(json.readTree(text))), file + ": nothing is lost");
        String key = UUID.randomUUID().toString();
        EvaluationAnswer answer = evaluations.createEvaluation(form, key);
        ApiResponse<EvaluationAnswer> again = evaluations.createEvaluationWithHttpInfo(form, key);
        check(again.getStatusCode() == 200, "the same key is answered, not scored again");
        check(again.getData().equals(answer), "with the same answer");
        check(evaluations.getEvaluation(answer.getId(), null, null).equals(answer), "read back");
        check(evaluations.getEvaluationAudit(answer.getId()).getEvaluation().equals(answer.getId()), "audit");
        check(evaluations.previewEvaluation(form).getTotals().equals(answer.getTotals()), "preview");
        check(evaluations.replayEvaluation(answer.getId(), new ReplayRequest()).getReproduced(), "replay");
        File chart = evaluations.getEvaluationChart(answer.getId(), "zh", null);
        check(Files.readString(chart.toPath()).startsWith("<svg "), "chart");
        ObjectNode later = (ObjectNode) json.readTree(json.writeValueAsString(answer));
        later.put("a_field_of_a_later_release", 1);
        EvaluationAnswer read = json.treeToValue(later, EvaluationAnswer.class);
        check(read.getTotals().equals(answer.getTotals()), "a later release may add a field");
        BigDecimal score = answer.getTotals().getScore();
        String total = score == null ? "None" : score.toPlainString();
        out.println(file.getFileName().toString().replace(".json", "") + " " + answer.getStatus() + " " + total);
    }

    private void walkPages(int number) throws ApiException {
        Set<String> seen = new HashSet<>();
        String cursor = null;
        do {
            EvaluationListAnswer page = evaluations.listEvaluations(
                EvaluationsApi.APIListEvaluationsRequest.newBuilder().limit(5).cursor(cursor).build());
            for (EvaluationSummaryAnswer item : page.getItems()) {
                check(seen.add(item.getId()), "no evaluation comes twice");
            }
            cursor = page.getNextCursor();
        } while (cursor != null);
        check(seen.size() == number, "every evaluation comes");
    }

    private void refuse(Path file) throws Exception {
        EvaluationRequest form = json.readValue(Files.readString(file), EvaluationRequest.class);
        form.setRulePack(new RulePackReference().id("no-such-pack"));
        try {
            evaluations.createEvaluation(form, null);
        } catch (ApiException error) {
            ProblemDocument problem = json.readValue(error.getResponseBody(), ProblemDocument.class);
            check(error.getCode() == 422, "refused");
            check(problem.getType().equals("/problems/rule-pack-not-found"), "with its problem");
            return;
        }
        throw new AssertionError("a pack that does not exist must be refused");
    }

    private void calculate() throws ApiException {
        CalculationsApi calculations = new CalculationsApi(client);
        FundArrivalRateRequest arrival =
            new FundArrivalRateRequest().arrived("14.4").budget("14.4").unit(CurrencyUnit.TEN_THOUSAND_YUAN);
        check(calculations.calculateFundArrivalRate(arrival).getRatio().compareTo(BigDecimal.ONE) == 0, "arrival");
        CellValue target = new CellValue(
            new StructuredValue().comparator(StructuredValue.ComparatorEnum.GE).value(new BigDecimal("1628")));
        CompletionRatioRequest ratio =
            new CompletionRatioRequest().target(target).actual(new CellValue("1505"));
        check(
            calculations.calculateCompletionRatio(ratio).getRatio().toPlainString().startsWith("0.92444717444717"),
            "ratio");
    }

    private void look() throws ApiException {
        RulePacksApi packs = new RulePacksApi(client);
        check(packs.listRulePacks().getItems().size() > 5, "packs");
        check(RegionDigits.COUNTY.getValue() == 6, "constants have names");
    }

    /** Without nulls, and numbers as text: a weight of 15 and one of "15" mean the same. */
    private JsonNode plain(JsonNode node) {
        if (node.isNumber()) {
            return json.getNodeFactory().textNode(node.asText());
        }
        if (node.isArray()) {
            var made = json.createArrayNode();
            node.forEach(each -> made.add(plain(each)));
            return made;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode made = json.createObjectNode();
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!node.get(name).isNull() && !name.equals("fiscal_year")) {
                made.set(name, plain(node.get(name)));
            }
        }
        return made;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
