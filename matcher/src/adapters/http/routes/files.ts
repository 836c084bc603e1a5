/**
 * Files: a folder of a built page as answers, with what browsers may keep of it.
 */
import { join } from "node:path";
import express, { type RequestHandler, type Response } from "express";

/** Built files carry a hash of their content in their name, under this folder. */
const HASHED = "/assets/";
const FOR_EVER = "public, max-age=31536000, immutable";
const ASK_EACH_TIME = "no-cache";

/** The files of `folder`, but for those with a dot in front; whatever is none of them is passed on. */
export const filesIn = (folder: string): RequestHandler =>
  express.static(folder, {
    index: false,
    redirect: false,
    dotfiles: "ignore",
    cacheControl: false,
    setHeaders: (response, path) => {
      const hashed = path.slice(folder.length).replaceAll("\\", "/").startsWith(HASHED);
      response.setHeader("Cache-Control", hashed ? FOR_EVER : ASK_EACH_TIME);
    },
  });

/** The page itself, under whatever address it was asked for; `name`: of one of several. */
export const sendPage = (folder: string, response: Response, name = "index.html"): void => {
  response
    .set("Cache-Control", ASK_EACH_TIME)
    .sendFile(join(folder, name), { cacheControl: false });
};
