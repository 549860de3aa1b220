import type { Kind, Need, Rule, Settings, Subject } from "../kind";
import { atMost, between, each, from, length, matching, oneOf } from "../rules";
import { given, isProps, show, text, type Props } from "../value";
import { assumableRole } from "./iam";
import { keyNeeds } from "./kms";
import { arnOf, region } from "./place";
import { tagRules } from "./tags";

const VARIABLES = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html";
const URLS = "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

/** An image brings its own program and runtime; an archive is told both. */
const packaged: Rule = (inputs) => {
  const isImage = text(inputs, "packageType") === "Image";
  const [needed, foreign] = isImage
    ? [["imageUri"], ["runtime", "handler", "layers", "code"]]
    : [
        ["runtime", "handler"],
        ["imageUri", "imageConfig"],
      ];
  return [
    ...needed
      .filter((key) => !given(inputs, key))
      .map((property) => ({ property, reason: `is needed with packageType ${isImage ? "Image" : "Zip"}` })),
    ...foreign
      .filter((key) => given(inputs, key))
      .map((property) => ({
        property,
        reason: `is not for packageType ${isImage ? "Image" : "Zip"}; remove it`,
      })),
  ];
};

/** Names that Lambda keeps for itself. */
const RESERVED =
  /^(?:AWS_(?!LAMBDA_EXEC_WRAPPER$)\w+|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR|_HANDLER|_X_AMZN_TRACE_ID|TZ)$/;

const variables: Rule = from(
  VARIABLES,
  ({ environment }) => {
    const given = isProps(environment) && isProps(environment["variables"]) ? environment["variables"] : {};
    return Object.keys(given).flatMap((name) => {
      const reason = !/^[A-Za-z]\w+$/.test(name)
        ? "begins with a letter, and has letters, digits and _ alone, at least two"
        : RESERVED.test(name) && "is Lambda's own; use another name";
      return reason ? [{ property: `environment.variables.${name}`, reason }] : [];
    });
  },
  each("environment.variables", ({ value }) => {
    const bytes = Buffer.byteLength(JSON.stringify(value));
    return bytes > 4096 && `has ${bytes} bytes; all variables together may have 4096`;
  }),
);

/** Functions, their addresses, and who may start them. */
export const lambdaKinds: Readonly<Record<string, Kind>> = {
  "aws:lambda/function:Function": {
    docs: "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
    required: ["name"],
    replacedBy: ["name", "packageType", "region"],
    rules: [
      matching("name", /^[\w-]{1,64}$/, "use 1 to 64 letters, digits, - and _"),
      length("description", 0, 256),
      oneOf("packageType", ["Image", "Zip"]),
      packaged,
      matching(
        "imageUri",
        /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/[a-z0-9._/-]+(?:@sha256:[0-9a-f]{64}|:[\w.-]+)$/,
        "give an image in ECR, by its tag or digest",
      ),
      between("memorySize", 128, 10_240),
      between("timeout", 1, 900),
      between("ephemeralStorage.size", 512, 10_240),
      between("reservedConcurrentExecutions", -1, 100_000),
      oneOf("tracingConfig.mode", ["Active", "PassThrough"]),
      oneOf("architectures.*", ["arm64", "x86_64"]),
      atMost("architectures", 1),
      variables,
      tagRules,
    ],
    computed: {
      arn: ({ inputs, settings }) => functionArn(show(inputs["name"]), settings),
      version: () => "$LATEST",
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, settings }) => [
      {
        thing: named(show(inputs["name"]), settings),
        refusal: `CreateFunction: 409 ResourceConflictException: Function already exist: ${show(inputs["name"])}`,
      },
    ],
    needs: (subject, world) => [
      assumableRole(subject, world, {
        key: "role",
        service: "lambda.amazonaws.com",
        refusal:
          "CreateFunction: 400 InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.",
      }),
      ...imageRegion(subject),
      ...keyNeeds(subject, "kmsKeyArn"),
    ],
  },

  "aws:lambda/functionUrl:FunctionUrl": {
    docs: "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html",
    replacedBy: ["functionName", "qualifier", "region"],
    rules: [
      oneOf("authorizationType", ["AWS_IAM", "NONE"]),
      oneOf("invokeMode", ["BUFFERED", "RESPONSE_STREAM"]),
    ],
    computed: {
      functionUrl: ({ stamp, settings }) =>
        `https://${stamp.hex}${stamp.hex}.lambda-url.${region(settings)}.on.aws/`,
      functionArn: ({ inputs, settings }) => functionArn(show(inputs["functionName"]), settings),
      urlId: ({ stamp }) => `${stamp.hex}${stamp.hex}`,
    },
    id: ({ inputs }) => show(inputs["functionName"]),
    claims: ({ inputs, settings }) => [
      { thing: `address of ${named(show(inputs["functionName"]), settings)}` },
    ],
    needs: ({ inputs, settings }) => [inFunction(show(inputs["functionName"]), settings)],
  },

  "aws:lambda/permission:Permission": {
    docs: "https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html",
    required: ["statementId"],
    // A statement is never changed, only made anew.
    replacedBy: [
      ...[
        "action",
        "eventSourceToken",
        "function",
        "functionUrlAuthType",
        "invokedViaFunctionUrl",
        "principal",
      ],
      ...[
        "principalOrgId",
        "qualifier",
        "region",
        "sourceAccount",
        "sourceArn",
        "statementId",
        "statementIdPrefix",
      ],
    ],
    rules: [
      matching(
        "action",
        /^lambda:(?:\*|[A-Za-z]+)$/,
        "name an action of Lambda, such as lambda:InvokeFunction",
      ),
      matching("statementId", /^[\w-]{1,100}$/, "use 1 to 100 letters, digits, - and _"),
      oneOf("functionUrlAuthType", ["AWS_IAM", "NONE"]),
      from(URLS, (inputs) => [
        ...misplaced(inputs, "functionUrlAuthType", "lambda:InvokeFunctionUrl"),
        ...misplaced(inputs, "invokedViaFunctionUrl", "lambda:InvokeFunction"),
      ]),
      (inputs) =>
        text(inputs, "action") === "lambda:InvokeFunctionUrl" &&
        text(inputs, "principal") === "*" &&
        !given(inputs, "functionUrlAuthType")
          ? [
              {
                property: "functionUrlAuthType",
                reason: "is needed where anybody may call; give NONE or AWS_IAM",
              },
            ]
          : [],
    ],
    id: ({ inputs }) => show(inputs["statementId"]),
    claims: ({ inputs, settings }) => [
      {
        thing: `statement ${show(inputs["statementId"])} of ${named(show(inputs["function"]), settings)}`,
        refusal: `AddPermission: 409 ResourceConflictException: The statement id (${show(inputs["statementId"])}) provided already exists.`,
      },
      {
        thing: mayInvoke(show(inputs["principal"]), functionArn(show(inputs["function"]), settings)),
        shared: true,
      },
    ],
    needs: ({ inputs, settings }) => [inFunction(show(inputs["function"]), settings)],
  },
};

/** That a service or account may start a function, as something that can be there or not. */
export function mayInvoke(principal: string, arn: string): string {
  return `leave of ${principal} to invoke ${arn}`;
}

/** A function as a thing, by its name or ARN. */
export function named(name: string, settings: Settings): string {
  return `function ${functionArn(name, settings)}`;
}

export function functionArn(name: string, settings: Settings): string {
  return name.startsWith("arn:") ? name : arnOf("lambda", `function:${name}`, settings);
}

function inFunction(name: string, settings: Settings): Need {
  const arn = functionArn(name, settings);
  return {
    thing: named(name, settings),
    refusal: `404 ResourceNotFoundException: Function not found: ${arn}`,
    inside: true,
  };
}

function misplaced(inputs: Props, property: string, action: string) {
  const isGiven = given(inputs, property) && inputs[property] !== false;
  if (!isGiven || text(inputs, "action") === action || text(inputs, "action") === undefined) return [];
  return [{ property, reason: `is for ${action} alone; remove it` }];
}

function imageRegion({ inputs, settings }: Subject): Need[] {
  const of = /\.ecr\.([a-z0-9-]+)\./.exec(text(inputs, "imageUri") ?? "")?.[1];
  if (of === undefined || of === region(settings)) return [];
  return [
    {
      thing: "an image in the function's region",
      refusal: `CreateFunction: 400 InvalidParameterValueException: Source image ${show(inputs["imageUri"])} is not in ${region(settings)}`,
    },
  ];
}
