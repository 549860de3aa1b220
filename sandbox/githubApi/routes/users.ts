import { notFound, ok } from "../answer";
import { tokenRoute, type Route } from "../route";
import { userShape } from "../shapes/user";

/** https://docs.github.com/en/rest/users/users: everybody has an account, but of Apps only the one that there is. */
export const userRoutes: readonly Route[] = [
  tokenRoute("GET", "/users/{username}", ({ world, params }) => {
    const login = params["username"] ?? "";
    if (login.endsWith("[bot]") && login !== `${world.app.slug}[bot]`) throw notFound();
    return ok({
      ...userShape(world, login),
      name: null,
      company: null,
      blog: "",
      location: null,
      email: null,
      hireable: null,
      bio: null,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      created_at: "2026-01-01T00:00:00Z",
      updated_at: "2026-01-01T00:00:00Z",
    });
  }),
];
